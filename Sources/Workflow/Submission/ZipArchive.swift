import Files
import Foundation

/// Files as a zip archive.
package enum ZipArchive {
    /// Writes an archive into a draft.
    ///
    /// - Parameter files: Names in the archive, and where each file is.
    static func fill(_ draft: FileDraft, _ files: [(name: String, path: String)]) throws(FileError) {
        var archive = ZipWriter(draft)
        for (name, path) in files {
            guard let bytes = FileManager.default.contents(atPath: path) else { throw draft.failure() }
            try archive.add(name, [UInt8](bytes))
        }
        try archive.finish()
    }

    /// Writes an archive, whole or not at all, over an older one.
    package static func write(_ files: [(name: String, path: String)], to path: String) throws(FileError) {
        let batch = FileBatch(overwrite: true)
        try batch.add(path) { draft throws(FileError) in try fill(draft, files) }
        try batch.publish()
    }

    /// The files of an archive, by name.
    ///
    /// - Parameter origin: Where the archive is from, for errors.
    /// - Throws: `WorkflowError.badArchive` where it is damaged.
    package static func read(_ bytes: [UInt8], from origin: String) throws(WorkflowError) -> [String: [UInt8]] {
        let archive = try ZipReader(Data(bytes), from: origin)
        var files: [String: [UInt8]] = [:]
        for entry in archive.entries { files[entry.name] = try [UInt8](archive.contents(of: entry)) }
        return files
    }
}
