import Workflow

/// What a request to segment can ask for, in the order of an archive.
enum SegmentationOutput: String, Sendable, Codable, CaseIterable {
    case mask, statistics, overlay, probabilities, uncertainty, report

    /// The file's name, in the job's folder and in archives.
    var fileName: String {
        switch self {
        case .mask: "mask.nii.gz"
        case .statistics: "statistics.json"
        case .overlay: "overlay.png"
        case .probabilities: "probabilities.nii.gz"
        case .uncertainty: "uncertainty.nii.gz"
        case .report: "report.html"
        }
    }

    var mediaType: String {
        switch self {
        case .mask, .probabilities, .uncertainty: "application/gzip"
        case .statistics: "application/json"
        case .overlay: "image/png"
        case .report: "text/html; charset=utf-8"
        }
    }

    /// Where a request has it written; nil where it is not asked for.
    func path(in request: SegmentationRequest) -> String? {
        switch self {
        case .mask: request.output
        case .statistics: request.statistics
        case .overlay: request.overlayFile
        case .probabilities: request.probabilities
        case .uncertainty: request.uncertainty
        case .report: request.report
        }
    }

    /// Has a request write it.
    func ask(of request: inout SegmentationRequest, path: String) {
        switch self {
        case .mask: request.output = path
        case .statistics: request.statistics = path
        case .overlay: request.overlay = path
        case .probabilities: request.probabilities = path
        case .uncertainty: request.uncertainty = path
        case .report: request.report = path
        }
    }
}
