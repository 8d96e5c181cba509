import Foundation

/// A temporary directory that goes away with the test.
package final class Scratch {
    package let path: String

    package init() {
        path = NSTemporaryDirectory() + "/metakd-tests-" + UUID().uuidString
        try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    package func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file, and its directories, and returns its path.
    @discardableResult
    package func put(_ bytes: [UInt8], _ name: String = "image.nii") -> String {
        let target = URL(fileURLWithPath: file(name))
        try! FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try! Data(bytes).write(to: target)
        return file(name)
    }

    package func bytes(_ name: String) -> [UInt8] { [UInt8](FileManager.default.contents(atPath: file(name)) ?? Data()) }

    package var names: [String] { try! FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}
