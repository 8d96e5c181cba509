import Inference
import Kernels
import ModelFormat
import Networks
import Tensors
import TestSupport
import Testing

/// The engine against PyTorch's logits (Fixtures/unet3d-golden).
@Suite struct GoldenTests {
    let weights: SafetensorsFile
    let golden: SafetensorsFile
    let graph = UNet3D(widths: [6, 10, 20]).graph
    let names = ["flair", "t1", "t1c", "t2"]

    init() throws {
        weights = try SafetensorsFile.read(Repository.path("Fixtures/unet3d-golden/weights.safetensors"))
        golden = try SafetensorsFile.read(Repository.path("Fixtures/unet3d-golden/golden.safetensors"))
    }

    @Test(arguments: ModalitySubset.nonEmpty(of: 4), InstructionSet.supported) func logitsAgree(subset: ModalitySubset, isa: InstructionSet) throws {
        let found = try logits(subset, Machine(instructionSet: isa, threads: 2))
        let expected = try golden.floats("logits." + subset.name(names))
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-4 })
    }

    @Test(arguments: InstructionSet.supported) func threadsChangeNoBit(isa: InstructionSet) throws {
        let subset = ModalitySubset([0, 2])
        let one = try logits(subset, Machine(instructionSet: isa, threads: 1))
        for threads in [2, 5] { #expect(try logits(subset, Machine(instructionSet: isa, threads: threads)) == one) }
    }

    @Test func foldingDoesLessWork() throws {
        let weights = weights
        let plan = try Plan(graph, weights: { try! weights.floats($0) }, subset: ModalitySubset([2]), extent: Extent(8, 8, 12), machine: try Machine(threads: 1))
        #expect(plan.multiplyAdds.run < plan.multiplyAdds.written)
    }

    private func logits(_ subset: ModalitySubset, _ machine: Machine) throws -> [Float] {
        let (shape, image, weights) = (try golden.shape("image"), try golden.floats("image"), weights)
        let extent = Extent(shape[1], shape[2], shape[3])
        let plan = try Plan(graph, weights: { try! weights.floats($0) }, subset: subset, extent: extent, machine: machine)
        let output = Tensor(plan.outputShape, layout: .planar)
        let images = subset.indices.map { ($0, Tensor(Shape(channels: 1, extent: extent), Array(image[$0 * extent.voxels..<($0 + 1) * extent.voxels]))) }
        plan.run(Dictionary(uniqueKeysWithValues: images), into: output)
        return output.planarElements()
    }
}
