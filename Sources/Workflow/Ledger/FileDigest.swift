import Crypto
import Foundation
import Imaging
import ModelFormat

/// SHA-256 of files.
enum FileDigest {
    private static let piece = 1 << 20

    /// In hexadecimal, of the files' bytes one after the other.
    ///
    /// - Throws: `ImagingError.fileAbsent` or `.cannotRead`.
    static func hexadecimal(_ paths: [String]) throws(ImagingError) -> String {
        var hash = SHA256()
        for path in paths {
            do {
                let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
                while let bytes = try file.read(upToCount: piece), !bytes.isEmpty { hash.update(data: bytes) }
            } catch {
                guard FileManager.default.fileExists(atPath: path) else { throw .fileAbsent(path: path) }
                throw .cannotRead(path: path, reason: "the system refuses it")
            }
        }
        return hash.finalize().map(\.hexadecimal).joined()
    }
}
