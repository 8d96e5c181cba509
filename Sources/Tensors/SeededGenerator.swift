import Glibc

/// A reproducible random number generator (SplitMix64): the same seed gives the same numbers on every machine.
///
/// Its whole state is one integer, so that a checkpoint can keep it.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Hashable, Codable {
    public private(set) var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// An independent stream for one purpose (a case, an iteration), so that streams do not depend on drawing order.
    public init(seed: UInt64, stream: UInt64) {
        var mixer = SeededGenerator(seed: seed ^ (stream &* 0xD134_2543_DE82_EF95))
        state = mixer.next()
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Uniform in [0, 1).
    public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

    /// Uniform in the range.
    public mutating func uniform(_ range: ClosedRange<Float>) -> Float {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// A standard normal number (Box–Muller).
    public mutating func normal() -> Float {
        let radius = sqrt(-2 * log(1 - Double(uniform())))
        return Float(radius * cos(2 * .pi * Double(uniform())))
    }

    /// An index, drawn in proportion to weights of 0 or more that are not all 0.
    public mutating func index(weights: [Float]) -> Int {
        var place = uniform() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            place -= weight
            if place < 0 { return index }
        }
        return weights.lastIndex { $0 > 0 }!
    }

    /// True with the given probability.
    public mutating func chance(_ probability: Float) -> Bool { uniform() < probability }
}
