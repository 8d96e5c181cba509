import Foundation

/// Where a batch puts what is written of each case beside its mask.
public struct ResultFolders: Sendable, Hashable {
    /// Of `CASE.png`.
    public var overlay: String?
    /// Of `CASE.json`.
    public var statistics: String?
    /// Of `CASE_probabilities.nii.gz`.
    public var probabilities: String?
    /// Of `CASE_uncertainty.nii.gz`.
    public var uncertainty: String?
    /// Of `CASE.html`.
    public var report: String?

    public init() {}

    /// Options whose files are images, which must not lie among masks.
    static let imageOptions = ["--probabilities", "--uncertainty"]

    /// The folders by the option that names each.
    var all: [(option: String, folder: String)] {
        [("--overlay", overlay), ("--statistics", statistics), ("--probabilities", probabilities), ("--uncertainty", uncertainty), ("--report", report)]
            .compactMap { option, folder in folder.map { (option, $0) } }
    }

    /// Names a case's files.
    func name(in request: inout SegmentationRequest) {
        let name = request.caseName
        func file(_ folder: String?, _ ending: String) -> String? { folder.map { URL(fileURLWithPath: $0).appendingPathComponent(name + ending).path } }
        request.overlay = file(overlay, ".png")
        request.statistics = file(statistics, ".json")
        request.probabilities = file(probabilities, "_probabilities.nii.gz")
        request.uncertainty = file(uncertainty, "_uncertainty.nii.gz")
        request.report = file(report, ".html")
    }
}
