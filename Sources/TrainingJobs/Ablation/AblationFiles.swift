import Files
import Foundation

/// The folder of an ablation: its phantoms, its results, and the tables made of them.
public struct AblationFiles: Sendable {
    public let directory: String
    public var results: String { path("ablation.sqlite") }
    public var markdown: String { path("ablation.md") }
    public var csv: String { path("ablation.csv") }

    /// - Throws: `TrainingJobError.cannotWrite` where it cannot be made.
    public init(_ directory: String) throws(TrainingJobError) {
        self.directory = directory
        do { try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true) } catch {
            throw .cannotWrite(directory, reason: "it cannot be made a folder")
        }
    }

    /// Makes phantoms, the same each time, and gives their directory.
    public func makePhantoms(_ phantoms: PhantomCases, _ count: Int, progress: (Int, Int) -> Void) throws -> String {
        let size = phantoms.size
        let target = path("phantoms-\(count)-\(size.depth)x\(size.height)x\(size.width)")
        try phantoms.write(count, to: target, overwrite: true, progress: progress)
        return target
    }

    /// Writes both tables over older ones.
    ///
    /// - Throws: `FileError`.
    public func write(_ table: AblationTable) throws(FileError) {
        let batch = FileBatch(overwrite: true)
        for (text, file) in [(table.markdown, markdown), (table.csv, csv)] {
            try batch.add(file) { draft throws(FileError) in try draft.append(Array(text.utf8)) }
        }
        try batch.publish()
    }

    private func path(_ name: String) -> String { URL(fileURLWithPath: directory).appendingPathComponent(name).relativePath }
}
