/// The number format in which feature maps are kept between layers. Products, sums and statistics are float32 or float64 in each.
public enum Precision: String, CaseIterable, Codable, Sendable {
    /// float32.
    case fp32
    /// bfloat16, for those that only convolutions and pooling read: half the memory.
    case bf16

    /// The fastest whose masks agree with those of fp32 in a Dice of 0.999 or more. bf16 takes nine tenths of the time and two thirds of the
    /// memory, but on real cases its enhancing tumour agrees in 0.994 to 0.999 only.
    public static let automatic = Precision.fp32
}
