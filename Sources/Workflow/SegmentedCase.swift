import Files
import Foundation
import Imaging

/// A case whose labels are known and not yet written.
struct SegmentedCase: Sendable {
    let request: SegmentationRequest
    let prepared: PreparedCase
    /// Of the brain's box in canonical orientation.
    let labels: [UInt8]
    let statistics: SegmentationStatistics
    /// The model's, in order.
    let modalities: [String]

    /// Writes the mask and what else is asked for: all of it or nothing, unless the disk fails between two files.
    ///
    /// - Parameter more: Adds files that belong to these.
    /// - Throws: `ImagingError`, `PictureError` or `FileError`.
    func write(with more: (FileBatch) throws -> Void = { _ in }) throws {
        let batch = FileBatch(overwrite: request.overwrite)
        try NIfTIWriter.write(mask: prepared.restored(labels), on: prepared.grid, to: request.output, in: batch)
        if let path = request.overlayFile { try OverlayPicture.write(labels, prepared, statistics, modalities, to: path, in: batch) }
        if let path = request.statistics {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            let json = try Array(encoder.encode(statistics) + Data("\n".utf8))
            try batch.add(path) { draft throws(FileError) in try draft.append(json) }
        }
        try more(batch)
        try batch.publish()
    }
}
