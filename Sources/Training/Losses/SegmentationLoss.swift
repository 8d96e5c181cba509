import Glibc
import Tensors

/// Binary cross-entropy plus soft Dice for independent sigmoid outputs (ℓ_task of segmentation).
///
/// For each output c with probabilities p and truth y: mean(BCE) + 1 − (2 Σ p·y + 1) / (Σ p + Σ y + 1), averaged over outputs.
public struct SegmentationLoss: Sendable {
    /// The loss, its parts, and the soft Dice of each output.
    public struct Result: TaskJudgement {
        public var crossEntropy: Float
        public var dice: [Float]
        /// Mean cross-entropy + mean (1 − Dice).
        public var total: Float { crossEntropy + dice.reduce(0) { $0 + 1 - $1 } / Float(dice.count) }
    }

    /// Added to both sides of the Dice ratio.
    public var smoothing: Float = 1

    public init(smoothing: Float = 1) { self.smoothing = smoothing }

    /// - Parameters:
    ///   - logits: [outputs ≤ 16, D, H, W], blocked.
    ///   - truth: For each output D·H·W zeros and ones.
    ///   - gradient: Receives the gradient of the total with respect to the logits; padding channels become 0.
    public func callAsFunction(_ logits: Tensor, truth: [[UInt8]], gradient: Tensor) -> Result {
        let (outputs, voxels) = (logits.shape.channels, logits.shape.extent.voxels)
        precondition(outputs == truth.count && outputs <= Layout.block, "\(outputs) outputs, \(truth.count) truths")
        gradient.storage.update(repeating: 0)
        var result = Result(crossEntropy: 0, dice: [])
        for output in 0..<outputs {
            let (entropy, dice) = truth[output].withUnsafeBufferPointer {
                differentiate(logits.base + output, $0, voxels, outputs, into: gradient.base + output)
            }
            result.crossEntropy += entropy / Float(outputs)
            result.dice.append(dice)
        }
        return result
    }

    private func differentiate(_ logits: UnsafeMutablePointer<Float>, _ truth: UnsafeBufferPointer<UInt8>, _ voxels: Int, _ outputs: Int,
                               into gradient: UnsafeMutablePointer<Float>) -> (entropy: Float, dice: Float) {
        var (entropy, overlap, predicted, actual) = (0.0, 0.0, 0.0, 0.0)
        for i in 0..<voxels {
            let x = logits[i * Layout.block], y = Float(truth[i])
            let e = expf(-abs(x))
            let p = x >= 0 ? 1 / (1 + e) : e / (1 + e)
            gradient[i * Layout.block] = p
            entropy += Double(max(x, 0) - x * y + log1pf(e))
            overlap += Double(p * y)
            predicted += Double(p)
            actual += Double(y)
        }
        let numerator = 2 * overlap + Double(smoothing), denominator = predicted + actual + Double(smoothing)
        let (perVoxel, perOutput) = (Float(1 / Double(voxels * outputs)), 1 / Float(outputs))
        let (onTruth, onAll) = (Float(2 / denominator), Float(numerator / (denominator * denominator)))
        for i in 0..<voxels {
            let p = gradient[i * Layout.block], y = Float(truth[i])
            let diceGradient = onAll - onTruth * y
            gradient[i * Layout.block] = (p - y) * perVoxel + diceGradient * p * (1 - p) * perOutput
        }
        return (Float(entropy / Double(voxels)), Float(numerator / denominator))
    }
}
