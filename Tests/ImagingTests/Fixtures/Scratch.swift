import Foundation

/// A temporary directory that goes away with the test.
final class Scratch {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "/imaging-tests-" + UUID().uuidString
        try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file, and its directories, and returns its path.
    @discardableResult
    func put(_ bytes: [UInt8], _ name: String = "image.nii") -> String {
        let target = URL(fileURLWithPath: file(name))
        try! FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try! Data(bytes).write(to: target)
        return file(name)
    }

    func bytes(_ name: String) -> [UInt8] { [UInt8](FileManager.default.contents(atPath: file(name)) ?? Data()) }

    var names: [String] { try! FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}
