import Kernels
import Networks
import Tensors

/// A graph lowered for one subset and extent: steps over numbered buffers, not yet placed in memory.
struct Program {
    var buffers: [Buffer] = []
    var steps: [Step] = []
    /// The values that a run leaves: that of the graph's last node.
    var outputs: [Operand] = []

    mutating func makeBuffer(_ shape: Shape) -> Int {
        buffers.append(Buffer(count: Layout.blocked.count(shape)))
        return buffers.count - 1
    }
}

/// Memory for one value.
struct Buffer {
    enum Storage: Hashable {
        /// In the arena.
        case blocked(NumberFormat)
        /// Nowhere: it is computed by a step's convolution wherever it is read.
        case recomputed(by: Int)
        /// Planar float32: the memory that the caller gives for the result.
        case result
    }

    /// Numbers of the value in blocked layout.
    var count: Int
    var storage = Storage.blocked(.float32)

    /// Floats of the arena that it takes.
    var arenaFloats: Int {
        switch storage {
        case .blocked(.float32): count
        // Whole cache lines.
        case .blocked(.bfloat16): (count / 2 + Layout.block - 1) / Layout.block * Layout.block
        case .recomputed, .result: 0
        }
    }
}

/// A value as a step reads it: where it lies, and the normalisation and activation that are applied on load.
struct Operand {
    enum Place: Hashable {
        /// The planar image of a modality.
        case image(Int)
        case buffer(Int)
    }

    var place: Place
    var shape: Shape
    var normalisation: Normalisation?
    var slope: Float = 1

    /// Whether it can be read as it lies in memory.
    var isPlain: Bool { normalisation == nil && slope == 1 }
}

/// Instance norm as one scale and shift per channel, found when the statistics are known.
final class Normalisation {
    let weight: [Float]
    let bias: [Float]
    let epsilon: Double
    let scale, shift, mean, inverse: Tensor

    init(weight: [Float], bias: [Float], epsilon: Double) {
        self.weight = weight
        self.bias = bias
        self.epsilon = epsilon
        let shape = Shape(weight.count, 1, 1, 1)
        scale = Tensor(shape, layout: .blocked)
        shift = Tensor(shape, layout: .blocked)
        mean = Tensor(shape, layout: .blocked)
        inverse = Tensor(shape, layout: .blocked)
    }
}

/// One step of a program.
enum Step {
    case convolve(Convolve)
    case maxPool(Pool)
    /// Statistics of a value that is not a convolution's output.
    case statistics(of: Operand, Normalisation)
    /// Applies what is deferred and writes the result out.
    case materialise(Operand, into: Int)
    /// The sum of two values, which may be written over one of them.
    case add(Operand, Operand, into: Int)
    /// The mean of each channel of a plain value.
    case globalMean(Operand, into: Int)
    /// One voxel, at every voxel of the output.
    case spread(Operand, into: Int, Shape)
    /// A plain value, enlarged.
    case resize(Operand, Resize, into: Int)
    /// Writes a plain value to the result.
    case publish(Operand, into: Int)

    struct Convolve {
        var name: String
        var inputs: [Operand]
        var method: any ConvolutionMethod
        var weights: PackedWeights
        /// The weights' input block that belongs to the first block of the inputs.
        var firstBlock = 0
        /// Whether it adds to what the output holds.
        var accumulates = false
        /// Zeros or the bias, [blocks, 16].
        var initial: Tensor
        /// What is added instead of `initial`, [outputs, D, H, W], blocked: what does not depend on the images.
        var constant: Tensor?
        var output: Int
        var outputShape: Shape
        /// The normalisation whose statistics the epilogue gathers.
        var normalisation: Normalisation?
    }

    struct Pool {
        var input: Operand
        var pool: MaxPool
        var output: Int
        var outputShape: Shape
    }

    /// The buffers that the step reads and the one that it writes.
    var access: (reads: [Int], writes: Int?) {
        func buffers(_ operands: [Operand]) -> [Int] {
            operands.compactMap { if case .buffer(let buffer) = $0.place { buffer } else { nil } }
        }
        return switch self {
        case .convolve(let step): (buffers(step.inputs) + (step.accumulates ? [step.output] : []), step.output)
        case .maxPool(let step): (buffers([step.input]), step.output)
        case .statistics(let operand, _): (buffers([operand]), nil)
        case .materialise(let operand, let target), .globalMean(let operand, let target), .spread(let operand, let target, _),
             .resize(let operand, _, let target), .publish(let operand, let target):
            (buffers([operand]), target)
        case .add(let a, let b, let target): (buffers([a, b]), target)
        }
    }
}
