import Files
import Foundation
import Imaging

/// A case whose labels are known and not yet written.
struct SegmentedCase: Sendable {
    let request: SegmentationRequest
    let prepared: PreparedCase
    /// Of the brain's box in canonical orientation.
    let labels: [UInt8]
    /// The grid of the mask.
    let outputGrid: Grid
    /// `[k, j, i]` of the mask's grid; nil where that is the one on which the case was segmented.
    let movedLabels: [UInt8]?
    let statistics: SegmentationStatistics
    /// The model's, in order.
    let modalities: [String]

    /// Writes the mask and what else is asked for: all of it or nothing, unless the disk fails between two files.
    ///
    /// - Throws: `ImagingError`, `PictureError` or `FileError`.
    func write() throws {
        let batch = FileBatch(overwrite: request.overwrite)
        try NIfTIWriter.write(mask: movedLabels ?? prepared.restored(labels), on: outputGrid, to: request.output, in: batch)
        if let path = request.overlayFile { try OverlayPicture.write(labels, prepared, statistics, modalities, to: path, in: batch) }
        if let path = request.statistics {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            let json = try Array(encoder.encode(statistics) + Data("\n".utf8))
            try batch.add(path) { draft throws(FileError) in try draft.append(json) }
        }
        try batch.publish()
    }
}
