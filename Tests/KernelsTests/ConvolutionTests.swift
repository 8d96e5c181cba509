import COpenBLAS
import Kernels
import Tensors
import TestSupport
import Testing

/// Convolutions cut into tasks, and their two gradients, against the reference and against OpenBLAS.
@Suite struct ConvolutionTests {
    @Test(arguments: Trial.all, InstructionSet.supported) func agreesWithTheReference(of trial: Trial, isa: InstructionSet) {
        let data = Operands(trial)
        let found = data.convolved(Machine(instructionSet: isa, threads: 2))
        // Sums of products of numbers below 1, in another order.
        expectClose(found, data.reference.elements.map { Float($0) }, within: trial.tolerance(trial.c.reduction), "\(trial)")
    }

    @Test(arguments: Trial.ordinary, InstructionSet.supported) func agreesWithOpenBLAS(of trial: Trial, isa: InstructionSet) {
        let data = Operands(trial)
        expectClose(data.convolved(Machine(instructionSet: isa, threads: 2)), data.multiplied(), within: trial.tolerance(trial.c.reduction), "\(trial)")
    }

    @Test(arguments: Trial.all, InstructionSet.supported) func givesTheSameBitsAtAnyThreadCount(of trial: Trial, isa: InstructionSet) {
        let data = Operands(trial)
        let one = data.convolved(Machine(instructionSet: isa, threads: 1))
        for threads in [2, 3, 7] { #expect(data.convolved(Machine(instructionSet: isa, threads: threads)) == one) }
    }

    /// Planar and bfloat16 outputs are those in float32 blocks, reordered or rounded.
    @Test(arguments: Trial.all, InstructionSet.supported) func writesEveryForm(of trial: Trial, isa: InstructionSet) {
        let (machine, data) = (Machine(instructionSet: isa, threads: 2), Operands(trial))
        let (blocked, sums) = data.writtenBlocked(machine)
        let (planar, planarSums) = data.writtenPlanar(machine)
        #expect(planar.planarElements() == blocked.planarElements() && planarSums == sums)
        let (narrow, narrowSums) = data.writtenNarrow(machine)
        #expect(narrow == KernelTable.narrowed(blocked.withElements { Array($0) }, .scalar) && narrowSums == sums)
    }

    @Test(arguments: Trial.ordinary, InstructionSet.supported) func weightGradientAgreesWithOpenBLAS(of trial: Trial, isa: InstructionSet) {
        let data = Operands(trial)
        let found = data.weightGradient(Machine(instructionSet: isa, threads: 2))
        expectClose(found, data.multipliedWeightGradient(), within: trial.tolerance(trial.c.geometry.output.voxels), "\(trial)")
        #expect(data.weightGradient(Machine(instructionSet: isa, threads: 3)) == found)
    }

    /// ⟨dx, x⟩ = ⟨dy, conv(x)⟩: what the data gradient makes of an output gradient is the transpose of the convolution.
    @Test(arguments: Trial.all.filter { $0.c.geometry.dataGradient != nil }, InstructionSet.supported)
    func dataGradientIsTheTranspose(of trial: Trial, isa: InstructionSet) {
        let (c, data) = (trial.c, Operands(trial)), machine = Machine(instructionSet: isa, threads: 2)
        let (x, y) = (data.input.planarElements(), data.convolved(machine))
        let (dx, dy) = (data.dataGradient(machine), data.outputGradient.planarElements())
        #expect(dx.count == x.count)
        func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
        let tolerance = Double(x.count * c.outputs * c.kernel.product).squareRoot() * Double(trial.tolerance(c.reduction))
        #expect(abs(dot(dx, x) - dot(dy, y)) <= tolerance, "\(dot(dx, x)), expected \(dot(dy, y))")
    }
}

/// A case and the way to compute it.
struct Trial: Sendable, CustomTestStringConvertible {
    let c: ConvolutionCase
    let isAtPoints: Bool

    static let all = trials(ConvolutionCase.all)
    static let ordinary = trials(ConvolutionCase.ordinary)

    private static func trials(_ cases: [ConvolutionCase]) -> [Trial] {
        cases.map { Trial(c: $0, isAtPoints: false) } + cases.filter { WinogradConvolution.fits($0.geometry) }.map { Trial(c: $0, isAtPoints: true) }
    }

    var testDescription: String { "\(c) \(isAtPoints ? "at points" : "by taps")" }

    /// A rounding error for each term of a sum of products of numbers below 1; Winograd's transforms enlarge it.
    func tolerance(_ terms: Int) -> Float { Float(terms) * (isAtPoints ? 0x1p-19 : 0x1p-22) }

    func method(_ geometry: ConvolutionGeometry, outputBlocks: Int) -> any ConvolutionMethod {
        isAtPoints ? WinogradConvolution(geometry, outputBlocks: outputBlocks) : DirectConvolution(geometry, outputBlocks: outputBlocks)
    }

    func weightGradientMethod(inputBlocks: Int) -> any WeightGradientMethod {
        isAtPoints ? WinogradWeightGradient(c.geometry, inputBlocks: inputBlocks) : DirectWeightGradient(c.geometry, inputBlocks: inputBlocks)
    }
}

/// Seeded inputs, weights and output gradients of a case.
private struct Operands {
    let trial: Trial
    var c: ConvolutionCase { trial.c }
    let input: Tensor
    let outputGradient: Tensor
    let weights: [Float]

    init(_ trial: Trial) {
        self.trial = trial
        let c = trial.c
        func tensor(_ shape: Shape, _ seed: UInt64) -> Tensor { Tensor(shape, KernelTable.random(shape.count, seed: seed)) }
        input = tensor(Shape(channels: c.inputs, extent: c.extent), 51)
        outputGradient = tensor(Shape(channels: c.outputs, extent: c.geometry.output), 52)
        weights = KernelTable.random(c.inputs * c.outputs * c.kernel.product, seed: 53)
    }

    var reference: ReferenceValue {
        let (x, w) = (ReferenceValue(input), weights.map(Double.init))
        return c.isTransposed ? x.transposeConvolved(w, bias: nil, outputs: c.outputs, c.geometry) : x.convolved(w, bias: nil, outputs: c.outputs, c.geometry)
    }

    func convolved(_ machine: Machine) -> [Float] {
        let method = trial.method(c.geometry, outputBlocks: Layout.blocks(c.outputs))
        return run(machine, method, input, c.outputs,
                   method.pack(weights, inputBlocks: Layout.blockChannels(c.inputs), outputBlocks: Layout.blockChannels(c.outputs), machine))
    }

    func dataGradient(_ machine: Machine) -> [Float] {
        let method = trial.method(c.geometry.dataGradient!, outputBlocks: Layout.blocks(c.inputs))
        return run(machine, method, outputGradient, c.inputs,
                   method.packDataGradient(weights, inputBlocks: Layout.blockChannels(c.outputs), outputBlocks: Layout.blockChannels(c.inputs), machine))
    }

    func weightGradient(_ machine: Machine) -> [Float] {
        let (source, gradient) = (input.converted(to: .blocked), outputGradient.converted(to: .blocked))
        let method = trial.weightGradientMethod(inputBlocks: Layout.blocks(c.inputs))
        let packed = method.makeGradient(inputBlocks: Layout.blockChannels(c.inputs), outputBlocks: Layout.blockChannels(c.outputs))
        machine.reserveScratch(method.scratch)
        method.run(machine, FeatureBlock.blocks(of: source.base, source.shape), gradients: blocks(of: gradient).map { UnsafePointer($0) }, addingTo: packed)
        return method.tensor(of: packed)
    }

    /// The convolution in two halves of its input blocks, of which the second adds to the first.
    private func run(_ machine: Machine, _ method: any ConvolutionMethod, _ input: Tensor, _ outputs: Int, _ packed: PackedWeights) -> [Float] {
        let source = input.converted(to: .blocked)
        let output = Tensor(Shape(channels: outputs, extent: method.geometry.output), layout: .blocked)
        machine.reserveScratch(method.scratch)
        let zeros = Tensor(Shape(outputs, 1, 1, 1), layout: .blocked)
        let inputs = FeatureBlock.blocks(of: source.base, source.shape), half = (inputs.count + 1) / 2
        method.run(machine, Array(inputs[..<half]), packed, firstBlock: 0, initial: zeros.base, into: OutputBlock.blocks(of: output.base, output.shape), sums: nil)
        if half < inputs.count {
            method.run(machine, Array(inputs[half...]), packed, firstBlock: half, initial: nil, into: OutputBlock.blocks(of: output.base, output.shape), sums: nil)
        }
        return output.planarElements()
    }

    func writtenBlocked(_ machine: Machine) -> (Tensor, sums: [Double]) {
        let output = Tensor(Shape(channels: c.outputs, extent: c.geometry.output), layout: .blocked)
        return (output, run(machine, into: OutputBlock.blocks(of: output.base, output.shape)))
    }

    func writtenPlanar(_ machine: Machine) -> (Tensor, sums: [Double]) {
        let output = Tensor(Shape(channels: c.outputs, extent: c.geometry.output), layout: .planar)
        return (output, run(machine, into: OutputBlock.planarBlocks(of: output.base, output.shape)))
    }

    func writtenNarrow(_ machine: Machine) -> ([UInt16], sums: [Double]) {
        let shape = Shape(channels: c.outputs, extent: c.geometry.output)
        var output = [UInt16](repeating: 0, count: Layout.blocked.count(shape))
        let sums = output.withUnsafeMutableBytes { run(machine, into: OutputBlock.blocks(of: $0.baseAddress!, format: .bfloat16, shape)) }
        return (output, sums)
    }

    /// The whole convolution from zeros, and its sums where there are any.
    private func run(_ machine: Machine, into outputs: [OutputBlock]) -> [Double] {
        let method = trial.method(c.geometry, outputBlocks: outputs.count)
        let packed = method.pack(weights, inputBlocks: Layout.blockChannels(c.inputs), outputBlocks: Layout.blockChannels(c.outputs), machine)
        let (source, zeros) = (input.converted(to: .blocked), Tensor(Shape(c.outputs, 1, 1, 1), layout: .blocked))
        machine.reserveScratch(method.scratch + method.staging)
        var sums = [Double](repeating: 0, count: method.sumCount)
        sums.withUnsafeMutableBufferPointer { sums in
            method.run(machine, FeatureBlock.blocks(of: source.base, source.shape), packed, firstBlock: 0, initial: zeros.base, into: outputs,
                       sums: c.isTransposed ? nil : sums.baseAddress)
        }
        return sums
    }

    private func blocks(of tensor: Tensor) -> [UnsafeMutablePointer<Float>] {
        (0..<Layout.blocks(tensor.shape.channels)).map { tensor.base + $0 * tensor.shape.extent.voxels * Layout.block }
    }
}

/// The same by matrix products.
extension Operands {
    /// weights [outputs, inputs·taps] × columns [inputs·taps, voxels].
    func multiplied() -> [Float] {
        let (rows, inner, voxels) = (c.outputs, c.inputs * c.kernel.product, c.geometry.output.voxels)
        var y = [Float](repeating: 0, count: rows * voxels)
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, CInt(rows), CInt(voxels), CInt(inner), 1, weights, CInt(inner), columns, CInt(voxels),
                    0, &y, CInt(voxels))
        return y
    }

    /// outputGradient [outputs, voxels] × columnsᵀ.
    func multipliedWeightGradient() -> [Float] {
        let (inner, voxels) = (c.inputs * c.kernel.product, c.geometry.output.voxels)
        var gradient = [Float](repeating: 0, count: c.outputs * inner)
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, CInt(c.outputs), CInt(inner), CInt(voxels), 1, outputGradient.planarElements(), CInt(voxels),
                    columns, CInt(voxels), 0, &gradient, CInt(inner))
        return gradient
    }

    /// What each tap of each output voxel reads (im2col): [inputs, kD, kH, kW, voxels].
    private var columns: [Float] {
        let (x, g, e) = (input.planarElements(), c.geometry, c.extent)
        var columns: [Float] = []
        for channel in 0..<c.inputs {
            Extent(g.kernel.depth, g.kernel.height, g.kernel.width).forEachVoxel { kd, kh, kw in
                g.output.forEachVoxel { d, h, w in
                    let (a, b, f) = (d * g.stride.depth - g.padding.depth + kd * g.dilation.depth,
                                     h * g.stride.height - g.padding.height + kh * g.dilation.height,
                                     w * g.stride.width - g.padding.width + kw * g.dilation.width)
                    let isInside = a >= 0 && b >= 0 && f >= 0 && a < e.depth && b < e.height && f < e.width
                    columns.append(isInside ? x[((channel * e.depth + a) * e.height + b) * e.width + f] : 0)
                }
            }
        }
        return columns
    }
}
