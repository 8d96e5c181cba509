import Glibc

/// A file on its way to its name.
public final class FileDraft {
    /// The path asked for, for messages.
    public let target: String
    /// The target with symbolic links followed.
    private let place: String
    private let descriptor: Int32
    /// The temporary name beside the target; nil where the file has none, or is written in place.
    private let temporary: String?
    private let isStream: Bool

    /// - Parameter isNamed: Whether the draft has a name even where it could do without.
    package init(_ path: String, isNamed: Bool = false) throws(FileError) {
        target = path
        place = FileDraft.resolved(path)
        isStream = FileKind(path) == .stream
        if isStream {
            (descriptor, temporary) = (open(path, O_WRONLY | O_CLOEXEC), nil)
            guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: SystemError.text) }
        } else if !isNamed, let descriptor = FileDraft.unnamed(beside: place) {
            (self.descriptor, temporary) = (descriptor, nil)
        } else {
            (descriptor, temporary) = try FileDraft.named(beside: place, target: path)
        }
    }

    deinit { close(descriptor) }

    /// A path through which a library that opens files by name can write the draft.
    public var path: String { temporary ?? FileDraft.path(of: descriptor) }

    /// Writes bytes at the end.
    public func append(_ bytes: [UInt8]) throws(FileError) {
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + start, bytes.count - start) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            start += count
        }
    }

    /// The error for what the system says went wrong.
    public func failure() -> FileError { .writeFailed(path: target, reason: SystemError.text) }

    /// Brings the bytes to the disk.
    package func synchronise() throws(FileError) {
        guard isStream || fsync(descriptor) == 0 else { throw failure() }
    }

    /// Gives the file its name.
    package func publish(overwrite: Bool) throws(FileError) {
        guard !isStream else { return }
        var isPlaced = false
        if !overwrite { isPlaced = try link(to: place) }
        if !isPlaced { try replace(overwrite: overwrite) }
        FileDraft.synchronise(folder: FileDraft.folder(of: place))
    }

    package func discard() {
        if let temporary { unlink(temporary) }
    }

    /// Links the file to a name that must be free; false where the file system knows no links.
    private func link(to name: String) throws(FileError) -> Bool {
        guard linkat(AT_FDCWD, path, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 else {
            if errno == EEXIST { throw .exists(path: target) }
            if temporary == nil { throw failure() }
            return false
        }
        discard()
        return true
    }

    /// Renames the file over whatever has its name.
    private func replace(overwrite: Bool) throws(FileError) {
        if !overwrite, FileKind(place) != .absent { throw .exists(path: target) }
        let name = temporary ?? FileDraft.names(beside: place).first { linkat(AT_FDCWD, path, AT_FDCWD, $0, AT_SYMLINK_FOLLOW) == 0 || errno != EEXIST }!
        guard rename(name, place) == 0 else {
            let error = failure()
            unlink(name)
            throw error
        }
    }
}

extension FileDraft {
    /// Linux's `O_TMPFILE`, which is a macro too complex for Swift to see.
    private static let withoutName = 0o20000000 | O_DIRECTORY

    /// A file with no name; nil where the file system or a missing /proc does not allow one.
    private static func unnamed(beside path: String) -> Int32? {
        let descriptor = open(folder(of: path), withoutName | O_WRONLY | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return nil }
        if access(self.path(of: descriptor), F_OK) == 0 { return descriptor }
        close(descriptor)
        return nil
    }

    /// A file with a hidden name beside the target, so that renaming cannot cross file systems.
    private static func named(beside path: String, target: String) throws(FileError) -> (Int32, String?) {
        for name in names(beside: path) {
            let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if descriptor >= 0 { return (descriptor, name) }
            guard errno == EEXIST else { break }
        }
        throw .cannotWrite(path: target, reason: SystemError.text)
    }

    private static func names(beside path: String) -> some Sequence<String> {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        return (0..<1000).lazy.map { "\(folder(of: path))/.\(file).\(getpid())-\($0).part" }
    }

    private static func path(of descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Makes a new name outlast a power failure. A folder that cannot be opened or synced (network file systems) is left to its system.
    private static func synchronise(folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
