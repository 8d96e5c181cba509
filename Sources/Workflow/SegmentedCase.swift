import Files
import Foundation
import Imaging

/// A case whose labels are known and not yet written.
struct SegmentedCase: Sendable {
    let request: SegmentationRequest
    /// Of the brain's box in canonical orientation.
    let labels: [UInt8]
    /// Nil unless the request asks for pictures.
    let pictured: PicturedCase?
    /// Where the files lie.
    let grid: ResultGrid
    let statistics: SegmentationStatistics
    /// The model's, in order.
    let modalities: [String]
    /// Nil unless the request asks for something that is made of them.
    let probabilities: RegionProbabilities?
    /// Nil unless the request asks for it.
    let report: CaseReport?

    /// Writes the mask and what else is asked for: all of it or nothing, unless the disk fails between two files.
    ///
    /// - Parameter more: Adds files that belong to these.
    /// - Throws: `ImagingError`, `PictureError` or `FileError`.
    func write(with more: (FileBatch) throws -> Void = { _ in }) throws {
        let batch = FileBatch(overwrite: request.overwrite)
        try NIfTIWriter.write(mask: grid.labels(labels), on: grid.grid, to: request.output, in: batch)
        if let path = request.overlayFile, let pictured { try OverlayPicture.write(pictured, statistics, modalities, request.options, to: path, in: batch) }
        if let path = request.statistics { try batch.add(path) { draft throws(FileError) in try draft.append(json) } }
        if let probabilities { try write(probabilities, in: batch) }
        if let path = request.report, let report, let pictured {
            let page = try Array(page(report, pictured, path).html.utf8)
            try batch.add(path) { draft throws(FileError) in try draft.append(page) }
        }
        try more(batch)
        try batch.publish()
    }

    private func write(_ probabilities: RegionProbabilities, in batch: FileBatch) throws(ImagingError) {
        if let path = request.probabilities {
            try NIfTIWriter.write(volumes: probabilities.regions.count, RegionProbabilities.description, on: grid.grid, to: path, in: batch) {
                grid.values(probabilities.regions[$0])
            }
        }
        if let path = request.uncertainty {
            try NIfTIWriter.write(volumes: 1, RegionProbabilities.entropyDescription, on: grid.grid, to: path, in: batch) { _ in
                grid.values(probabilities.entropy)
            }
        }
    }

    /// The statistics.
    private var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        guard let data = try? encoder.encode(statistics) else { preconditionFailure("a finite grid has volumes that JSON cannot hold") }
        return Array(data + Data("\n".utf8))
    }

    private func page(_ report: CaseReport, _ pictured: PicturedCase, _ path: String) throws(PictureError) -> ReportPage {
        let shown = OverlayPicture.ordered(statistics.given), prepared = pictured.prepared
        let images = shown.map { prepared.canonicalImage(modalities.firstIndex(of: $0)!)! }
        let volume = try ReportVolume(images, labels: statistics.labelScheme.converted(pictured.labels, to: .brats2021), box: prepared.box,
                                      orientation: prepared.orientation, path: path)
        return ReportPage(statistics: statistics, report: report, modalities: modalities, volume: volume, pictured: shown)
    }
}
