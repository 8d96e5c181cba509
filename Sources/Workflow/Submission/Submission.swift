import Files
import Foundation
import Imaging

/// The masks of a batch as the zip archive that the evaluator takes.
public struct Submission: Sendable {
    /// What the evaluator would refuse; where there is anything, no archive is written.
    public let faults: [String]

    /// Checks the masks of all cases of an input directory and writes the archive.
    ///
    /// - Throws: `FileError`, or `ImagingError` where a folder cannot be read; then what stood at the path is unchanged.
    public init(_ request: BatchRequest, to path: String) throws {
        let rules = SubmissionRules(request.labelScheme)
        let masks = try FileManager.default.contentsOfDirectory(atPath: request.output).filter { $0.hasSuffix(".nii.gz") && !$0.hasPrefix(".") }.sorted()
        faults = try Preflight(request.output, files: masks, rules, cases: request.input).faults
        guard faults.isEmpty else { return }
        let batch = FileBatch(overwrite: request.overwrite || request.resume)
        try batch.add(path) { draft throws(FileError) in
            try ZipArchive.fill(draft, masks.map { ($0, "\(request.output)/\($0)") })
        }
        try batch.publish()
    }
}
