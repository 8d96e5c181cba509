import Foundation
import Glibc

/// Writes a file so that its name only ever stands for the old contents or the whole new ones.
enum AtomicFile {
    static func write(_ bytes: Data, to path: String, overwrite: Bool) throws(ModelError) {
        if !overwrite, access(path, F_OK) == 0 { throw .alreadyExists(path: path) }
        let (descriptor, temporary) = try create(beside: path)
        do throws(ModelError) {
            defer { close(descriptor) }
            try fill(descriptor, bytes, path)
        } catch {
            unlink(temporary)
            throw error
        }
        do throws(ModelError) {
            try publish(temporary, path, overwrite)
        } catch {
            unlink(temporary)
            throw error
        }
        try synchroniseFolder(of: path)
    }

    /// Opens a file of a name that nothing else has, in the target's folder so that renaming cannot cross file systems.
    private static func create(beside path: String) throws(ModelError) -> (Int32, String) {
        let target = URL(fileURLWithPath: path)
        for attempt in 0..<1000 {
            let name = ".\(target.lastPathComponent).\(getpid()).\(attempt).part"
            let temporary = target.deletingLastPathComponent().appendingPathComponent(name).path
            let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if descriptor >= 0 { return (descriptor, temporary) }
            guard errno == EEXIST else { break }
        }
        throw .cannotWrite(path: path, reason: reason)
    }

    private static func fill(_ descriptor: Int32, _ bytes: Data, _ path: String) throws(ModelError) {
        let complete = bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = Glibc.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                written += count
            }
            return fsync(descriptor) == 0
        }
        guard complete else { throw .writeFailed(path: path, reason: reason) }
    }

    private static func publish(_ temporary: String, _ path: String, _ overwrite: Bool) throws(ModelError) {
        if !overwrite {
            // link refuses an existing name, where rename would replace it; file systems without links fall through.
            if link(temporary, path) == 0 {
                unlink(temporary)
                return
            }
            if errno == EEXIST { throw .alreadyExists(path: path) }
        }
        guard rename(temporary, path) == 0 else { throw .cannotWrite(path: path, reason: reason) }
    }

    private static func synchroniseFolder(of path: String) throws(ModelError) {
        let descriptor = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // A folder that may be written but not listed cannot be opened; the file itself is synced already.
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // Network file systems answer EINVAL: they have nothing to sync.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .notSynchronised(path: path, reason: reason) }
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
