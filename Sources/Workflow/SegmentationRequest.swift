import Files
import Foundation
import Imaging

/// One case to segment, and where the results go.
public struct SegmentationRequest: Sendable {
    /// Files by modality, in the order in which they were given; a modality may wrongly stand twice.
    public var images: [(modality: String, path: String)]
    /// The mask: .nii.gz or .nii.
    public var output: String
    /// The model file; nil for the default one.
    public var model: String?
    /// A PNG file, or a directory in which one is named after the mask.
    public var overlay: String?
    /// A JSON file.
    public var statistics: String?
    /// The probabilities of ET, TC and WT: .nii.gz or .nii, of four axes.
    public var probabilities: String?
    /// The entropy of each voxel's label in bits: .nii.gz or .nii.
    public var uncertainty: String?
    /// A report for people: .html.
    public var report: String?
    public var labelScheme = LabelScheme.brats2021
    public var options = SegmentationOptions()
    /// The grid whose space is segmented, and on which the mask lies unless another is asked for.
    public var reference = ReferenceGrid.finest
    /// The grid of the mask.
    public var outputGrid = OutputGrid.reference
    /// Whether existing outputs are replaced.
    public var overwrite = false

    public init(images: [(modality: String, path: String)], output: String) {
        self.images = images
        self.output = output
    }

    /// The case's name: the mask's without its extension.
    public var caseName: String {
        let name = URL(fileURLWithPath: output).lastPathComponent
        return String(name.dropLast(maskExtension?.count ?? 0))
    }

    /// What of the output's name says that it is NIfTI, in any case; nil if nothing does.
    private var maskExtension: String? { SegmentationRequest.imageExtensions.first(where: output.lowercased().hasSuffix) }

    private static let imageExtensions = [".nii.gz", ".nii"]

    /// The overlay's file.
    package var overlayFile: String? {
        var isDirectory: ObjCBool = false
        guard let overlay else { return nil }
        guard FileManager.default.fileExists(atPath: overlay, isDirectory: &isDirectory), isDirectory.boolValue else { return overlay }
        return URL(fileURLWithPath: overlay).appendingPathComponent("\(caseName).png").path
    }

    /// Refuses what cannot end well before anything is computed.
    public func check() throws(WorkflowError) {
        guard !images.isEmpty else { throw .noModality(expected: ModalityAliases.standard.table.keys.sorted()) }
        for (modality, same) in Dictionary(grouping: images, by: \.modality).sorted(by: { $0.key < $1.key }) where same.count > 1 {
            throw .modalityTwice(modality, same.map(\.path))
        }
        let paths = images.map { ("--\($0.modality)", $0.path) } + [
            ("--output", output), ("--overlay", overlay), ("--statistics", statistics), ("--model", model), ("--probabilities", probabilities),
            ("--uncertainty", uncertainty), ("--report", report), ("--reference", reference.path),
        ]
        for (option, path) in paths where path == "" { throw .emptyPath(option: option) }
        guard maskExtension != nil, !caseName.isEmpty else { throw .notAMaskName(output) }
        try refuseSharedPlaces()
        if let overlayFile, !overlayFile.lowercased().hasSuffix(".png") { throw .notAPictureName(overlayFile) }
        for (option, path) in [("--probabilities", probabilities), ("--uncertainty", uncertainty)] {
            if let path, !SegmentationRequest.imageExtensions.contains(where: path.lowercased().hasSuffix) {
                throw .unfitName(path, option: option, expected: ".nii.gz or .nii")
            }
        }
        if let report, ![".html", ".htm"].contains(where: report.lowercased().hasSuffix) {
            throw .unfitName(report, option: "--report", expected: ".html")
        }
        for (_, path) in outputs {
            do { try AtomicFile.check(path, overwrite: overwrite) } catch { throw .output(error) }
        }
    }
}
