import CKernels
import Tensors

/// Winograd's F(4×4, 3×3) for weights, which `PackedWeights` holds at the points; inputs and outputs are transformed by the kernels.
package enum WinogradTransform {
    /// Points at which a tile is known.
    package static let points = 36

    /// How many 4×4 tiles cover a map, plane by plane.
    static func tiles(of extent: Extent) -> Extent { Extent(extent.depth, (extent.height + 3) / 4, (extent.width + 3) / 4) }

    /// G: the values of a + bx + cx² at the points 0, ±A, ±B and ∞, each over the product of its distances to the other finite points.
    static let g: [[Double]] = {
        let (a, b) = (Double(MK_WINOGRAD_A), Double(MK_WINOGRAD_B))
        func row(_ x: Double, _ square: Double, _ other: Double) -> [Double] {
            let distance = 2 * square * (square - other)
            return [1 / distance, x / distance, square / distance]
        }
        return [[1 / (a * a * b * b), 0, 0], row(a, a * a, b * b), row(-a, a * a, b * b), row(b, b * b, a * a), row(-b, b * b, a * a), [0, 0, 1]]
    }()

    /// [outputs, inputs, kD, 3, 3] from the gradient [outputs, inputs, 36, kD] of the weights at the points: Gᵀ dU G.
    package static func weightGradient(_ tensor: [Float], depth: Int) -> [Float] {
        let g = g.flatMap { $0 }.map(Float.init)
        var result = [Float](repeating: 0, count: tensor.count / points * 9)
        var rows = [Float](repeating: 0, count: 18)
        for pair in 0..<tensor.count / (points * depth) {
            for kd in 0..<depth {
                for h in 0..<3 {
                    for j in 0..<6 { rows[h * 6 + j] = (0..<6).reduce(0) { $0 + g[$1 * 3 + h] * tensor[(pair * points + $1 * 6 + j) * depth + kd] } }
                }
                for h in 0..<3 {
                    for w in 0..<3 { result[((pair * depth + kd) * 3 + h) * 3 + w] = (0..<6).reduce(0) { $0 + g[$1 * 3 + w] * rows[h * 6 + $1] } }
                }
            }
        }
        return result
    }
}
