import Glibc

/// Writes files that appear under their name whole and on disk, or not at all.
///
/// Where the file system allows it a file has no name while it is written, so that even a killed process leaves nothing behind.
/// A symbolic link is followed; a device or a pipe is written to as it stands.
public enum AtomicFile {
    /// Writes bytes, replacing an existing file only if asked to.
    public static func write(_ bytes: some Collection<UInt8>, to path: String, overwrite: Bool) throws(FileError) {
        let batch = FileBatch(overwrite: overwrite)
        try batch.add(path) { draft throws(FileError) in try draft.append(Array(bytes)) }
        try batch.publish()
    }

    /// Refuses what could not be written in the end: for use before long work begins.
    public static func check(_ path: String, overwrite: Bool) throws(FileError) {
        if path.isEmpty { throw .cannotWrite(path: "\"\"", reason: "the name is empty") }
        switch FileKind(path) {
        case .directory: throw .cannotWrite(path: path, reason: "it is a directory")
        case .regular where !overwrite: throw .exists(path: path)
        case .stream: return
        case .regular, .absent: break
        }
        let folder = FileDraft.folder(of: path)
        guard FileKind(folder) == .directory else { throw .cannotWrite(path: path, reason: "\(folder) is no folder") }
        guard access(folder, W_OK) == 0 else { throw .cannotWrite(path: path, reason: SystemError.text) }
        var status = stat()
        guard stat(path, &status) == 0 || errno == ENOENT else { throw .cannotWrite(path: path, reason: SystemError.text) }
    }
}

/// What stands at a path.
enum FileKind {
    case absent, regular, directory
    /// A device, pipe or socket.
    case stream

    init(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            self = .absent
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: self = .regular
        case S_IFDIR: self = .directory
        default: self = .stream
        }
    }
}

enum SystemError {
    /// The text of `errno`.
    static var text: String { String(cString: strerror(errno)).lowercased() }
}
