import Kernels
import Tensors
import Testing

/// A convolution with odd extents or channel counts.
struct ConvolutionCase: Sendable, CustomTestStringConvertible {
    var inputs: Int, outputs: Int, extent: Extent, kernel: Triple
    var stride = Triple(1), dilation = Triple(1), padding = Triple(0), isTransposed = false

    var testDescription: String { "\(inputs)→\(outputs) \(extent) k\(kernel) s\(stride) d\(dilation) p\(padding) \(isTransposed ? "transposed" : "")" }
    var geometry: ConvolutionGeometry {
        ConvolutionGeometry(input: extent, kernel: kernel, stride: stride, dilation: dilation, padding: padding, isTransposed: isTransposed)!
    }

    static let all = [
        ConvolutionCase(inputs: 3, outputs: 5, extent: Extent(4, 5, 7), kernel: Triple(3), padding: Triple(1)),
        ConvolutionCase(inputs: 17, outputs: 33, extent: Extent(3, 9, 19), kernel: Triple(3), padding: Triple(1)),
        ConvolutionCase(inputs: 16, outputs: 48, extent: Extent(5, 4, 70), kernel: Triple(3), padding: Triple(1)),
        ConvolutionCase(inputs: 20, outputs: 3, extent: Extent(2, 3, 31), kernel: Triple(1)),
        ConvolutionCase(inputs: 4, outputs: 16, extent: Extent(9, 9, 9), kernel: Triple(3), stride: Triple(2), padding: Triple(1)),
        ConvolutionCase(inputs: 16, outputs: 16, extent: Extent(9, 8, 11), kernel: Triple(3), dilation: Triple(2), padding: Triple(2)),
        ConvolutionCase(inputs: 12, outputs: 24, extent: Extent(1, 10, 13), kernel: Triple(1, 3, 3), padding: Triple(0, 1, 1)),
        ConvolutionCase(inputs: 24, outputs: 12, extent: Extent(3, 4, 5), kernel: Triple(2), stride: Triple(2), isTransposed: true),
    ]
}

@Suite struct ConvolutionTests {
    @Test(arguments: ConvolutionCase.all, InstructionSet.supported) func agreesWithANaiveLoop(of c: ConvolutionCase, isa: InstructionSet) {
        let data = Operands(c)
        let found = data.convolved(Machine(instructionSet: isa, threads: 2))
        let expected = data.naive()
        // Sums of inputs·taps products of numbers below 1, in another order.
        let tolerance = Float(c.inputs * c.kernel.product) * 4e-7
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance })
    }

    @Test(arguments: ConvolutionCase.all, InstructionSet.supported) func givesTheSameBitsAtAnyThreadCount(of c: ConvolutionCase, isa: InstructionSet) {
        let data = Operands(c)
        let one = data.convolved(Machine(instructionSet: isa, threads: 1))
        for threads in [2, 3, 7] { #expect(data.convolved(Machine(instructionSet: isa, threads: threads)) == one) }
    }
}

/// Seeded inputs and weights of a case.
private struct Operands {
    let c: ConvolutionCase
    let input: Tensor
    let weights: [Float]

    init(_ c: ConvolutionCase) {
        self.c = c
        var random = SeededGenerator(seed: UInt64(c.inputs * 100 + c.outputs))
        let shape = Shape(channels: c.inputs, extent: c.extent)
        input = Tensor(shape, (0..<shape.count).map { _ in random.uniform(-1...1) })
        weights = (0..<c.inputs * c.outputs * c.kernel.product).map { _ in random.uniform(-1...1) }
    }

    func convolved(_ machine: Machine) -> [Float] {
        let source = input.converted(to: .blocked)
        let output = Tensor(Shape(channels: c.outputs, extent: c.geometry.output), layout: .blocked)
        let kernel = DirectConvolution(c.geometry, outputBlocks: Layout.blocks(c.outputs))
        let packed = kernel.pack(weights, inputBlocks: Layout.blockChannels(c.inputs), outputBlocks: Layout.blockChannels(c.outputs))
        machine.reserveScratch(kernel.scratch)
        let zeros = Tensor(Shape(c.outputs, 1, 1, 1), layout: .blocked)
        let block = c.geometry.output.voxels * Layout.block
        kernel.run(machine, FeatureBlock.blocks(of: source.base, source.shape), packed, firstBlock: 0, initial: zeros.base,
                   into: packed.outputBlocks.indices.map { output.base + $0 * block }, sums: nil)
        return output.planarElements()
    }

    func naive() -> [Float] {
        let (i, o, k, g) = (c.extent, c.geometry.output, c.kernel, c.geometry)
        let x = input.planarElements()
        var y = [Double](repeating: 0, count: c.outputs * o.voxels)
        func each(_ e: Triple, _ body: (Int, Int, Int) -> Void) {
            for d in 0..<e.depth { for h in 0..<e.height { for w in 0..<e.width { body(d, h, w) } } }
        }
        for out in 0..<c.outputs {
            for channel in 0..<c.inputs {
                each(k) { kd, kh, kw in
                    let tap = (kd * k.height + kh) * k.width + kw
                    let weight = c.isTransposed ? weights[(channel * c.outputs + out) * k.product + tap] : weights[(out * c.inputs + channel) * k.product + tap]
                    let domain = c.isTransposed ? i : o
                    each(Triple(domain.depth, domain.height, domain.width)) { d, h, w in
                        let (a, b, e) = (d * g.stride.depth - g.padding.depth + kd * g.dilation.depth, h * g.stride.height - g.padding.height + kh * g.dilation.height,
                                         w * g.stride.width - g.padding.width + kw * g.dilation.width)
                        let (from, to) = c.isTransposed ? ((d, h, w), (a, b, e)) : ((a, b, e), (d, h, w))
                        guard from.0 >= 0, from.1 >= 0, from.2 >= 0, from.0 < i.depth, from.1 < i.height, from.2 < i.width else { return }
                        y[((out * o.depth + to.0) * o.height + to.1) * o.width + to.2]
                            += Double(weight) * Double(x[((channel * i.depth + from.0) * i.height + from.1) * i.width + from.2])
                    }
                }
            }
        }
        return y.map(Float.init)
    }
}
