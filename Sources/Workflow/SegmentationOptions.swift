import Imaging

/// How masks are made and shown, of one case or of a batch.
public struct SegmentationOptions: Sendable, Codable, Hashable {
    /// Whether probabilities are the mean over all mirrored images (test-time augmentation).
    public var mirroring = false
    public var rules = RuleChoice.model
    public var overlayStyle = OverlayStyle.fill
    /// The rows of an overlay, in order; at least one.
    public var overlayPlanes = SlicePlane.allCases

    public init() {}

    /// What of them a mask depends on and is not as usual, such as `,tta,rules=none`.
    var maskText: String { (mirroring ? ",tta" : "") + (rules == .model ? "" : ",rules=\(rules.text.replacing(",", with: "+"))") }

    /// What of them an overlay depends on and is not as usual, such as `,overlay=contour:axial`.
    var overlayText: String {
        guard overlayStyle != .fill || overlayPlanes != SlicePlane.allCases else { return "" }
        return ",overlay=\(overlayStyle.rawValue):\(overlayPlanes.map(\.rawValue).joined(separator: "+"))"
    }
}
