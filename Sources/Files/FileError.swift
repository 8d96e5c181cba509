/// Why a file could not be written. On failure what stood at its path is unchanged.
public enum FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file exists and overwriting was not asked for.
    case exists(path: String)
    /// The system refused to make or replace the file.
    case cannotWrite(path: String, reason: String)
    /// The disk is full or failed while bytes were written.
    case writeFailed(path: String, reason: String)
    /// Another process holds the lock that the file stands for.
    case locked(path: String)

    public var description: String {
        switch self {
        case .exists(let path): "\(path) exists and is left as it is; choose another name or add --force"
        case .cannotWrite(let path, let reason):
            "\(path) cannot be written: \(reason); nothing was changed; choose a folder that exists and that you may write to, and a name that fits"
        case .writeFailed(let path, let reason): "writing \(path) failed: \(reason); nothing was changed; free space on the disk and try again"
        case .locked(let path): "\(path) is held by another process; wait for its end"
        }
    }
}
