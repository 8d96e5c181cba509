import Files
import Foundation
import Imaging

/// What stands beside a mask in a BIDS derivative dataset: `…_dseg.json` says how it was made, `…_dseg.tsv` what its labels mean.
struct BIDSSidecar: Codable {
    let description: String
    /// Made by no hand.
    let manual: Bool
    /// BIDS URIs of the images.
    let sources: [String]
    let modalities: [String]
    let imputedModalities: [String]
    let modelSHA256: String
    /// mm³ of ET, TC and WT.
    let volumes: [String: Double]
    private let labelScheme: LabelScheme

    /// - Parameter dataset: The directory that the images lie in.
    init(_ statistics: SegmentationStatistics, images: [(modality: String, path: String)], dataset: String) {
        description = "Brain tumour: \(LabelScheme.tumourLabels(statistics.labelScheme).map { "\($0.label) \($0.name)" }.joined(separator: ", ")). "
            + "Research use only, not a medical device."
        manual = false
        let above = (dataset as NSString).appendingPathComponent("x").dropLast()
        sources = images.map { "bids:raw:\($0.path.replacing(above, with: ""))" }
        (modalities, imputedModalities) = (statistics.given, statistics.imputed)
        (modelSHA256, labelScheme) = (statistics.modelDigest, statistics.labelScheme)
        volumes = statistics.regions.mapValues(\.mm3)
    }

    private enum CodingKeys: String, CodingKey {
        case description = "Description", manual = "Manual", sources = "Sources", modalities = "Modalities", imputedModalities = "ImputedModalities"
        case modelSHA256 = "ModelSHA256", volumes = "VolumesMm3", labelScheme = "LabelScheme"
    }

    /// Adds both files.
    ///
    /// - Parameter mask: The mask's path, which ends in `_dseg.nii.gz`.
    func write(beside mask: String, in batch: FileBatch) throws {
        let stem = String(mask.dropLast(".nii.gz".count))
        let json = try BIDSDataset.json(self), table = Array(table.utf8)
        try batch.add(stem + ".json") { draft throws(FileError) in try draft.append(json) }
        try batch.add(stem + ".tsv") { draft throws(FileError) in try draft.append(table) }
    }

    /// `index name abbreviation color`.
    private var table: String {
        let rows = [["index", "name", "abbreviation", "color"], ["0", "background", "BG", "#000000"]]
            + LabelScheme.tumourLabels(labelScheme).map { ["\($0.label)", $0.name, $0.abbreviation, $0.colour.hexadecimal.uppercased()] }
        return rows.map { $0.joined(separator: "\t") + "\n" }.joined()
    }
}

extension LabelScheme {
    fileprivate typealias TumourLabel = (label: UInt8, name: String, abbreviation: String, colour: Colour)

    /// The labels that are written, in the order of their numbers.
    fileprivate static func tumourLabels(_ scheme: LabelScheme) -> [TumourLabel] {
        [(scheme.label(of: .tc), "necrotic and non-enhancing core", "NCR", LabelStyle.core.colour), (scheme.label(of: .wt), "oedema", "ED", LabelStyle.edema.colour),
         (scheme.label(of: .et), "enhancing tumour", "ET", LabelStyle.enhancing.colour)]
    }
}
