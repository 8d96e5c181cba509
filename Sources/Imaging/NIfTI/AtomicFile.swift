import CNIfTI
import Foundation

/// A file that appears under its name whole and on disk, or not at all.
final class AtomicFile {
    private let path: String
    private let temporary: String
    private var file: znzFile?

    /// Writes `path` through `body` into a temporary file beside it, syncs and renames it; on failure the temporary file
    /// is removed and whatever was at `path` stays as it was.
    static func write(
        _ path: String, compressed: Bool, overwrite: Bool, body: (AtomicFile) throws(ImagingError) -> Void
    ) throws(ImagingError) {
        if !overwrite && ZippedFile.exists(path) { throw .outputExists(path: path) }
        let file = try AtomicFile(path, compressed: compressed)
        do {
            try body(file)
            try file.finish(overwrite: overwrite)
        } catch {
            file.discard()
            throw error
        }
    }

    private init(_ path: String, compressed: Bool) throws(ImagingError) {
        self.path = path
        temporary = try AtomicFile.makeTemporary(beside: path)
        // Level 6 with no name and no time in the gzip header: the same voxels give the same bytes.
        file = znzopen(temporary, "wb", compressed ? 1 : 0)
        if file == nil {
            let reason = ZippedFile.systemError()
            unlink(temporary)
            throw .cannotWrite(path: path, reason: reason)
        }
    }

    func write<Element>(_ elements: [Element]) throws(ImagingError) {
        let whole = elements.withUnsafeBytes { znzwrite($0.baseAddress, 1, $0.count, file) == $0.count }
        if !whole { throw failure() }
    }

    private func finish(overwrite: Bool) throws(ImagingError) {
        // Closing flushes, so a full disk may show only here.
        guard Xznzclose(&file) == 0, AtomicFile.sync(temporary) else { throw failure() }
        try place(overwrite: overwrite)
        _ = AtomicFile.sync((path as NSString).deletingLastPathComponent)
    }

    /// A hard link never replaces a file that appeared meanwhile; where links are unknown, the first check has to do.
    private func place(overwrite: Bool) throws(ImagingError) {
        if !overwrite {
            if link(temporary, path) == 0 {
                unlink(temporary)
                return
            }
            if errno == EEXIST || ZippedFile.exists(path) { throw .outputExists(path: path) }
        }
        if rename(temporary, path) != 0 { throw failure() }
    }

    private func discard() {
        Xznzclose(&file)
        unlink(temporary)
    }

    private func failure() -> ImagingError { .cannotWrite(path: path, reason: ZippedFile.systemError()) }

    /// Creates an empty hidden file with the permissions that the user's mask allows.
    private static func makeTemporary(beside path: String) throws(ImagingError) -> String {
        let target = path as NSString
        for attempt in 0..<100 {
            let name = ".\(target.lastPathComponent).\(getpid())-\(attempt).part"
            let candidate = (target.deletingLastPathComponent as NSString).appendingPathComponent(name)
            let descriptor = open(candidate, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o666)
            if descriptor >= 0 {
                close(descriptor)
                return candidate
            }
            if errno != EEXIST { break }
        }
        throw .cannotWrite(path: path, reason: ZippedFile.systemError())
    }

    private static func sync(_ path: String) -> Bool {
        let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }
}
