/// The version of all programs, as `--version` prints it and model files name it.
public let programVersion = "0.1.0"
