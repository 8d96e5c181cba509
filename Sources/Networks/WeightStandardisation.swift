/// Weight standardisation: w' = (w − mean) / √(variance + ε) for each output channel, with the unbiased variance.
///
/// In single precision, with PyTorch's order of sums, although that is less exact: an image of zeros makes the first norm behind the pool divide
/// rounding errors by √1e-5, so what networks trained and published with PyTorch give for an absent modality depends on these last bits. With
/// weights standardised in double precision the published network's logits differ by 1e-2 from PyTorch's, with these by 2e-3.
public enum WeightStandardisation {
    static let epsilon: Float = 1e-12

    /// - Parameter weight: [outputs, inputs, kD, kH, kW]. Channels whose weights are all equal become 0.
    public static func apply(_ weight: [Float], outputs: Int) -> [Float] {
        let count = weight.count / outputs
        return weight.withUnsafeBufferPointer { weight in
            (0..<outputs).flatMap { output -> [Float] in
                let channel = UnsafeBufferPointer(rebasing: weight[output * count..<(output + 1) * count])
                let mean = cascadeSum(channel) / Float(count)
                let root = root(variance(channel) + epsilon)
                return channel.map { ($0 - mean) / root }
            }
        }
    }

    /// Unbiased, by doubles.
    private static func variance(_ x: UnsafeBufferPointer<Float>) -> Float {
        let mean = x.reduce(0.0) { $0 + Double($1) } / Double(x.count)
        return Float(x.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(max(x.count - 1, 1)))
    }

    /// √v by one correction of v · 1/√v, as math libraries' vector kernels do it: the last bit may differ from the root's.
    private static func root(_ v: Float) -> Float {
        let inverse = Float(1 / Double(v).squareRoot()), estimate = v * inverse
        let correction = Float(0.5).addingProduct(-estimate, 0.5 * inverse)
        return estimate.addingProduct(estimate, correction)
    }

    /// The sum as PyTorch's CPU kernel orders it: four sums of eight lanes each, carried over four levels.
    private static func cascadeSum(_ x: UnsafeBufferPointer<Float>) -> Float {
        typealias Lanes = SIMD8<Float>
        func lanes(_ index: Int) -> Lanes { UnsafeRawPointer(x.baseAddress!).loadUnaligned(fromByteOffset: index * 32, as: Lanes.self) }
        let (vectors, columns, levels) = (x.count / 8, 4, 4)
        let rows = vectors / columns
        let power = max(4, (rows > 1 ? Int.bitWidth - (rows - 1).leadingZeroBitCount : 0) / levels)
        var sums = [[Lanes]](repeating: Array(repeating: .zero, count: columns), count: levels)
        for row in 0..<rows {
            for column in 0..<columns { sums[0][column] += lanes(row * columns + column) }
            guard (row + 1) % (1 << power) == 0 else { continue }
            for level in 1..<levels {
                for column in 0..<columns {
                    sums[level][column] += sums[level - 1][column]
                    sums[level - 1][column] = .zero
                }
                if (row + 1) & (((1 << power) - 1) << (level * power)) != 0 { break }
            }
        }
        for level in 1..<levels { for column in 0..<columns { sums[0][column] += sums[level][column] } }
        for vector in rows * columns..<vectors { sums[0][0] += lanes(vector) }
        for column in 1..<columns { sums[0][0] += sums[0][column] }
        let tail = x[(vectors * 8)...].reduce(0, +)
        return (0..<8).reduce(tail) { $0 + sums[0][0][$1] }
    }
}
