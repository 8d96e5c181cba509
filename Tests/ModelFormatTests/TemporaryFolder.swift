import Foundation

/// A folder of its own for one test, removed with the object.
final class TemporaryFolder {
    let path: String

    init() throws {
        // Twenty thousand hostile files take a minute on a busy disk and two seconds in memory.
        let root = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : FileManager.default.temporaryDirectory.path
        path = root + "/metakd-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

    func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file and returns its path.
    func write(_ bytes: Data, _ name: String = "model.metakd") throws -> String {
        // ext4 flushes to the disk what is written over a truncated file, but not a file made anew.
        unlink(file(name))
        try bytes.write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    func bytes(_ name: String = "model.metakd") throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file(name))) }
}
