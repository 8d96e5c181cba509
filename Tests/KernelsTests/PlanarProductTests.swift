import Kernels
import Tensors
import Testing

/// A 1×1×1 convolution of a planar image as one matrix product: the same sums in the same order as channel by channel, so the same bits.
@Suite struct PlanarProductTests {
    static let shapes = [(2, 1, Extent(1, 1, 1)), (15, 16, Extent(1, 1, 13)), (17, 33, Extent(1, 1, 64)), (200, 128, Extent(1, 1, 64)), (3, 20, Extent(2, 5, 9)), (130, 70, Extent(1, 3, 1000))]

    @Test(arguments: shapes, InstructionSet.supported) func hasTheBitsOfTaps(shape: (inputs: Int, outputs: Int, extent: Extent), isa: InstructionSet) {
        let trial = PlanarTrial(inputs: shape.inputs, outputs: shape.outputs, extent: shape.extent)
        let expected = trial.convolved(DirectConvolution(trial.geometry, outputBlocks: trial.outputBlocks), Machine(instructionSet: isa, threads: 1))
        for threads in [1, 3] {
            let found = trial.convolved(trial.product, Machine(instructionSet: isa, threads: threads))
            #expect(found.blocked == expected.blocked && found.planar == expected.planar)
        }
    }

    @Test func isChosenForPlanarImagesAlone() {
        let geometry = PlanarTrial(inputs: 3, outputs: 4, extent: Extent(1, 1, 8)).geometry
        #expect(geometry.method(inputChannels: [1, 1, 1], outputBlocks: 1, isPlanar: true) is PointwiseConvolution)
        #expect(geometry.method(inputChannels: [1, 1, 1], outputBlocks: 1) is DirectConvolution)
        #expect(geometry.method(inputChannels: [1], outputBlocks: 1, isPlanar: true) is DirectConvolution)
    }
}

/// A seeded image, weights and biases.
private struct PlanarTrial {
    let image: Tensor
    let weights: [Float]
    let bias: Tensor
    let outputs: Int
    let geometry: ConvolutionGeometry

    init(inputs: Int, outputs: Int, extent: Extent) {
        image = Tensor(Shape(channels: inputs, extent: extent), KernelTable.random(inputs * extent.voxels, seed: 71))
        weights = KernelTable.random(inputs * outputs, seed: 72)
        bias = Tensor(Shape(outputs, 1, 1, 1), KernelTable.random(outputs, seed: 73)).converted(to: .blocked)
        self.outputs = outputs
        geometry = ConvolutionGeometry(input: extent, kernel: Triple(1), padding: Triple(0))!
    }

    var outputBlocks: Int { Layout.blocks(outputs) }
    var product: PointwiseConvolution { PointwiseConvolution(geometry, inputBlocks: image.shape.channels, outputBlocks: outputBlocks, isPlanar: true) }

    /// The outputs as they are written to blocks, and to planes.
    func convolved(_ method: any ConvolutionMethod, _ machine: Machine) -> (blocked: [Float], planar: [Float]) {
        let shape = Shape(channels: outputs, extent: geometry.output), channels = Array(repeating: 1, count: image.shape.channels)
        let packed = method.pack(weights, inputBlocks: channels, outputBlocks: Layout.blockChannels(outputs), machine)
        let inputs = channels.indices.map { FeatureBlock(base: image.base + $0 * shape.extent.voxels, lanes: 1, channels: 1) }
        machine.reserveScratch(method.scratch + method.staging)
        let (blocked, planar) = (Tensor(shape, layout: .blocked), Tensor(shape, layout: .planar))
        for outputs in [OutputBlock.blocks(of: blocked.base, shape), OutputBlock.planarBlocks(of: planar.base, shape)] {
            method.run(machine, inputs, packed, firstBlock: 0, initial: UnsafePointer(bias.base), into: outputs, sums: nil)
        }
        return (blocked.planarElements(), planar.planarElements())
    }
}
