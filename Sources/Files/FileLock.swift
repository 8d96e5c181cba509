import Glibc

/// A lock that processes agree on: a file that one of them holds alone or several share. The last one takes the file away.
///
/// The system releases it when its process ends, however that happens. A file system without locks gives one to everybody.
public final class FileLock {
    public enum Kind: Sendable {
        case exclusive, shared
    }

    private let path: String
    private let descriptor: Int32
    private var isReleased = false

    /// - Throws: `locked` where another process holds it, `cannotWrite` where the file cannot be made.
    public init(_ path: String, _ kind: Kind) throws(FileError) {
        self.path = path
        descriptor = try FileLock.held(path, kind == .exclusive ? LOCK_EX : LOCK_SH)
    }

    deinit { release() }

    /// Gives the lock back before the object goes.
    public func release() {
        guard !isReleased else { return }
        isReleased = true
        // Only the last holder gets it alone. Whoever has opened the file in between finds that it is no longer there.
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
        close(descriptor)
    }

    private static func held(_ path: String, _ operation: Int32) throws(FileError) -> Int32 {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: SystemError.text) }
            if flock(descriptor, operation | LOCK_NB) != 0, errno == EWOULDBLOCK {
                close(descriptor)
                throw .locked(path: path)
            }
            if isFile(descriptor, at: path) { return descriptor }
            close(descriptor)
        }
    }

    /// Whether the open file is the one that stands at the path.
    private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
        var (open, named) = (stat(), stat())
        return fstat(descriptor, &open) == 0 && stat(path, &named) == 0 && open.st_ino == named.st_ino && open.st_dev == named.st_dev
    }
}
