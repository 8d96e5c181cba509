/// How an overlay shows labels.
public enum OverlayStyle: String, CaseIterable, Codable, Sendable {
    /// Outlined: all of the image stays in sight.
    case contour
    /// Outlined and thinly filled.
    case fill
}
