import Foundation
import Synchronization

/// The private directory in which uploads and results lie, of one server at a time.
final class WorkFolder: Sendable {
    let path: String
    private let lock: Int32

    /// Makes the directory if need be, and locks it.
    ///
    /// - Throws: `ServerStartError.workFolder` where it is not ours alone, or another server's.
    init(_ path: String) throws(ServerStartError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .workFolder(path, reason: "it cannot be made (\(WorkFolder.systemText))") }
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { throw .workFolder(path, reason: "it is no directory") }
        guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else { throw .workFolder(path, reason: "others than this user may use it") }
        lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw .workFolder(path, reason: "it cannot be written to (\(WorkFolder.systemText))") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw .workFolder(path, reason: "another server uses it")
        }
        self.path = path
    }

    deinit { close(lock) }

    private static var systemText: String { String(cString: strerror(errno)).lowercased() }

    /// The directory where none is given: one for each user and port.
    static func standard(port: Int) -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("metakd-serve-\(geteuid())-\(port)").path
    }

    /// A new folder for one request, which goes when it is let go of.
    func makeFolder() throws(RequestError) -> JobFolder {
        let name = RandomName.make()
        guard mkdir(path + "/" + name, 0o700) == 0 else { throw .internalFault }
        return JobFolder(name: name, path: path + "/" + name)
    }

    /// The folders of an earlier server.
    func remainingFolders() -> [JobFolder] { names.map { JobFolder(name: $0, path: path + "/" + $0) } }

    /// Removes the folders of all but some jobs.
    func removeFolders(except kept: Set<String>) {
        for name in names where !kept.contains(name) { try? FileManager.default.removeItem(atPath: path + "/" + name) }
    }

    private var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter(RandomName.isOne).sorted() }
}

/// The folder of one request's files; it is removed with this object unless it is kept.
final class JobFolder: Sendable {
    /// Random: it is the job's name too.
    let name: String
    let path: String
    private let isKept = Mutex(false)

    fileprivate init(name: String, path: String) { (self.name, self.path) = (name, path) }

    deinit { if !isKept.withLock({ $0 }) { remove() } }

    func file(_ name: String) -> String { path + "/" + name }

    /// Removes all files at once, whoever still holds this object.
    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Whether the folder outlasts this object, and the server.
    func keep(_ kept: Bool) { isKept.withLock { $0 = kept } }

    /// A message without where this folder is.
    func withoutPath(_ text: String) -> String { text.replacingOccurrences(of: path + "/", with: "") }
}
