import Glibc
import Kernels
import Tensors

/// Binary cross-entropy plus soft Dice for independent sigmoid outputs (ℓ_task of segmentation).
///
/// For each output c with probabilities p and truth y: mean(BCE) + 1 − (2 Σ p·y + s) / (Σ p + Σ y + s), averaged over outputs.
public struct SegmentationLoss: Sendable {
    /// The loss, its parts, and the soft Dice of each output.
    public struct Result: TaskJudgement {
        public var crossEntropy: Float
        public var dice: [Float]
        /// Mean cross-entropy + mean (1 − Dice).
        public var total: Float { crossEntropy + dice.reduce(0) { $0 + 1 - $1 } / Float(dice.count) }
    }

    /// s. A large one makes tumour that is found where there is none weigh more: the slope there is s / (Σ p + s)².
    public var smoothing: Float = 1

    public init(smoothing: Float = 1) { self.smoothing = smoothing }

    /// - Parameters:
    ///   - logits: [outputs ≤ 16, D, H, W], blocked.
    ///   - truth: For each output D·H·W zeros and ones.
    ///   - gradient: Receives the gradient of the total with respect to the logits; padding channels become 0.
    public func callAsFunction(_ logits: Tensor, truth: [[UInt8]], gradient: Tensor, on machine: Machine) -> Result {
        let (outputs, extent) = (logits.shape.channels, logits.shape.extent)
        precondition(outputs == truth.count && outputs <= Layout.block, "\(outputs) outputs, \(truth.count) truths")
        let plane = extent.height * extent.width
        func forEachPlane(_ body: (_ task: Int, _ output: Int, _ voxels: Range<Int>) -> Void) {
            machine.run(extent.depth * outputs) { task, _ in
                let depth = task / outputs
                body(task, task % outputs, depth * plane..<(depth + 1) * plane)
            }
        }
        machine.run(extent.depth) { depth, _ in
            (gradient.base + depth * plane * Layout.block).update(repeating: 0, count: plane * Layout.block)
        }
        var planes = [Sums](repeating: Sums(), count: extent.depth * outputs)
        planes.withUnsafeMutableBufferPointer { planes in
            nonisolated(unsafe) let planes = planes
            forEachPlane { task, output, voxels in
                planes[task] = truth[output].withUnsafeBufferPointer { sums(logits.base + output, $0, voxels, probabilities: gradient.base + output) }
            }
        }
        let totals = (0..<outputs).map { output in
            stride(from: output, to: planes.count, by: outputs).reduce(into: Sums()) { $0.add(planes[$1]) }
        }
        forEachPlane { _, output, voxels in
            truth[output].withUnsafeBufferPointer { differentiate(totals[output], $0, voxels, extent.voxels, outputs, gradient.base + output) }
        }
        return Result(crossEntropy: Float(totals.reduce(0) { $0 + $1.entropy } / Double(extent.voxels * outputs)),
                      dice: totals.map { Float(numerator($0) / denominator($0)) })
    }

    /// What cross-entropy and Dice of one output are made of.
    private struct Sums {
        var entropy = 0.0, overlap = 0.0, predicted = 0.0, actual = 0.0

        mutating func add(_ other: Sums) {
            entropy += other.entropy
            overlap += other.overlap
            predicted += other.predicted
            actual += other.actual
        }
    }

    private func numerator(_ sums: Sums) -> Double { 2 * sums.overlap + Double(smoothing) }

    private func denominator(_ sums: Sums) -> Double { sums.predicted + sums.actual + Double(smoothing) }

    private func sums(_ logits: UnsafeMutablePointer<Float>, _ truth: UnsafeBufferPointer<UInt8>, _ voxels: Range<Int>,
                      probabilities: UnsafeMutablePointer<Float>) -> Sums {
        var sums = Sums()
        for i in voxels {
            let x = logits[i * Layout.block], y = Float(truth[i])
            let e = expf(-abs(x))
            let p = x >= 0 ? 1 / (1 + e) : e / (1 + e)
            probabilities[i * Layout.block] = p
            sums.entropy += Double(max(x, 0) - x * y + log1pf(e))
            sums.overlap += Double(p * y)
            sums.predicted += Double(p)
            sums.actual += Double(y)
        }
        return sums
    }

    /// Puts the gradient in place of the probabilities.
    private func differentiate(_ sums: Sums, _ truth: UnsafeBufferPointer<UInt8>, _ voxels: Range<Int>, _ count: Int, _ outputs: Int,
                               _ gradient: UnsafeMutablePointer<Float>) {
        let (numerator, denominator) = (numerator(sums), denominator(sums))
        let (perVoxel, perOutput) = (Float(1 / Double(count * outputs)), 1 / Float(outputs))
        let (onTruth, onAll) = (Float(2 / denominator), Float(numerator / (denominator * denominator)))
        for i in voxels {
            let p = gradient[i * Layout.block], y = Float(truth[i])
            let diceGradient = onAll - onTruth * y
            gradient[i * Layout.block] = (p - y) * perVoxel + diceGradient * p * (1 - p) * perOutput
        }
    }
}
