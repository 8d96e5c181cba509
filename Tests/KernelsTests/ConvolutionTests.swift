import COpenBLAS
import Kernels
import Tensors
import TestSupport
import Testing

/// Convolutions cut into tasks, and their two gradients, against the reference and against OpenBLAS.
@Suite struct ConvolutionTests {
    @Test(arguments: ConvolutionCase.all, InstructionSet.supported) func agreesWithTheReference(of c: ConvolutionCase, isa: InstructionSet) {
        let data = Operands(c)
        let found = data.convolved(Machine(instructionSet: isa, threads: 2))
        // Sums of products of numbers below 1, in another order.
        expectClose(found, data.reference.elements.map { Float($0) }, within: Float(c.reduction) * 0x1p-22, "\(c)")
    }

    @Test(arguments: ConvolutionCase.ordinary, InstructionSet.supported) func agreesWithOpenBLAS(of c: ConvolutionCase, isa: InstructionSet) {
        let data = Operands(c)
        expectClose(data.convolved(Machine(instructionSet: isa, threads: 2)), data.multiplied(), within: Float(c.reduction) * 0x1p-22, "\(c)")
    }

    @Test(arguments: ConvolutionCase.all, InstructionSet.supported) func givesTheSameBitsAtAnyThreadCount(of c: ConvolutionCase, isa: InstructionSet) {
        let data = Operands(c)
        let one = data.convolved(Machine(instructionSet: isa, threads: 1))
        for threads in [2, 3, 7] { #expect(data.convolved(Machine(instructionSet: isa, threads: threads)) == one) }
    }

    @Test(arguments: ConvolutionCase.ordinary, InstructionSet.supported) func weightGradientAgreesWithOpenBLAS(of c: ConvolutionCase, isa: InstructionSet) {
        let data = Operands(c)
        let found = data.weightGradient(Machine(instructionSet: isa, threads: 2))
        expectClose(found, data.multipliedWeightGradient(), within: Float(c.geometry.output.voxels) * 0x1p-22, "\(c)")
        #expect(data.weightGradient(Machine(instructionSet: isa, threads: 3)) == found)
    }

    /// ⟨dx, x⟩ = ⟨dy, conv(x)⟩: what the data gradient makes of an output gradient is the transpose of the convolution.
    @Test(arguments: ConvolutionCase.all.filter { $0.geometry.dataGradient != nil }, InstructionSet.supported)
    func dataGradientIsTheTranspose(of c: ConvolutionCase, isa: InstructionSet) {
        let data = Operands(c), machine = Machine(instructionSet: isa, threads: 2)
        let (x, y) = (data.input.planarElements(), data.convolved(machine))
        let (dx, dy) = (data.dataGradient(machine), data.outputGradient.planarElements())
        #expect(dx.count == x.count)
        func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
        let tolerance = Double(x.count * c.outputs * c.kernel.product).squareRoot() * Double(c.reduction) * 0x1p-22
        #expect(abs(dot(dx, x) - dot(dy, y)) <= tolerance, "\(dot(dx, x)), expected \(dot(dy, y))")
    }
}

/// Seeded inputs, weights and output gradients of a case.
private struct Operands {
    let c: ConvolutionCase
    let input: Tensor
    let outputGradient: Tensor
    let weights: [Float]

    init(_ c: ConvolutionCase) {
        self.c = c
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
        run(machine, input, c.geometry, from: c.inputs, to: c.outputs, c.isTransposed ? .transposedConvolution : .convolution)
    }

    func dataGradient(_ machine: Machine) -> [Float] {
        run(machine, outputGradient, c.geometry.dataGradient!, from: c.outputs, to: c.inputs,
            c.isTransposed ? .transposedConvolutionDataGradient : .convolutionDataGradient)
    }

    func weightGradient(_ machine: Machine) -> [Float] {
        let (source, gradient) = (input.converted(to: .blocked), outputGradient.converted(to: .blocked))
        let packed = packed(from: c.inputs, to: c.outputs, .convolution)
        packed.zero()
        let kernel = ConvolutionWeightGradient(c.geometry, inputBlocks: packed.inputBlocks.count)
        machine.reserveScratch(kernel.scratch)
        kernel.run(machine, FeatureBlock.blocks(of: source.base, source.shape), gradients: blocks(of: gradient).map { UnsafePointer($0) }, addingTo: packed)
        var result = [Float](repeating: 0, count: weights.count)
        packed.unpack(addingTo: &result)
        return result
    }

    private func run(_ machine: Machine, _ input: Tensor, _ geometry: ConvolutionGeometry, from inputs: Int, to outputs: Int,
                     _ order: PackedWeights.Order) -> [Float] {
        let (source, packed) = (input.converted(to: .blocked), packed(from: inputs, to: outputs, order))
        let output = Tensor(Shape(channels: outputs, extent: geometry.output), layout: .blocked)
        let kernel = ConvolutionKernel(geometry, outputBlocks: packed.outputBlocks.count)
        machine.reserveScratch(kernel.scratch)
        let zeros = Tensor(Shape(outputs, 1, 1, 1), layout: .blocked)
        kernel.run(machine, FeatureBlock.blocks(of: source.base, source.shape), packed, initial: zeros.base, into: blocks(of: output))
        return output.planarElements()
    }

    private func packed(from inputs: Int, to outputs: Int, _ order: PackedWeights.Order) -> PackedWeights {
        let packed = PackedWeights(inputBlocks: Layout.blockChannels(inputs), outputBlocks: Layout.blockChannels(outputs), taps: c.kernel.product, order: order)
        packed.pack(weights)
        return packed
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
