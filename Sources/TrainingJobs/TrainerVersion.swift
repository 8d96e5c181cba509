/// The version that model files name as their trainer.
public let trainerVersion = "0.1.0"
