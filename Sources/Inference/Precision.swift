/// The number format of feature maps and products.
public enum Precision: String, CaseIterable, Codable, Sendable {
    /// float32 throughout.
    case fp32
}
