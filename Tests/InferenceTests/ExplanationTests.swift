import Inference
import Kernels
import Networks
import Tensors
import TestSupport
import Testing

/// What a plan says about itself, beside the plan.
@Suite struct ExplanationTests {
    static let network = OperationCase(name: "U-Net", graph: UNet3D(widths: [16, 32], modalities: 2, outputs: 3).graph, extent: Extent(8, 32, 24))

    private func plan(_ c: OperationCase, _ subset: ModalitySubset) throws -> Plan {
        let weights = c.weights
        return try Plan(c.graph, weights: { weights[$0]! }, subset: subset, extent: c.extent, machine: Machine(threads: 2))
    }

    @Test(arguments: OperationCase.all) func totalsAreThoseOfThePlan(of c: OperationCase) throws {
        for subset in c.subsets {
            let plan = try plan(c, subset), explanation = plan.explanation
            #expect(explanation.steps.reduce(0) { $0 + $1.multiplyAddsRun } == plan.multiplyAdds.run)
            #expect(explanation.multiplyAddsWritten == plan.multiplyAdds.written && explanation.multiplyAddsFolded <= plan.multiplyAdds.written)
            #expect(explanation.arenaBytes == plan.arenaBytes && explanation.arenaBytes == explanation.buffers.map { $0.offset + $0.bytes }.max() ?? 0)
        }
    }

    @Test(arguments: OperationCase.all) func everyBufferIsWrittenBeforeItIsReadAndOwnsItsPlace(of c: OperationCase) throws {
        let explanation = try plan(c, .all(of: c.graph.modalities)).explanation
        for (number, step) in explanation.steps.enumerated() {
            for buffer in step.inputs.compactMap({ $0.buffer.map { explanation.buffers[$0] } }) {
                #expect(buffer.firstStep < number && buffer.lastStep >= number)
            }
            if let output = step.output.map({ explanation.buffers[$0] }) {
                // A sum may be written over one of its addends.
                let isOver = step.accumulates || step.inputs.contains { $0.buffer == step.output }
                #expect(isOver ? output.firstStep < number : output.firstStep == number)
            }
        }
        for (number, a) in explanation.buffers.enumerated() {
            for b in explanation.buffers[..<number] where max(a.firstStep, b.firstStep) <= min(a.lastStep, b.lastStep) {
                #expect(a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset)
            }
        }
    }

    /// Worked out by hand: two encoders of one image, and a decoder that reads the feature of one for both.
    @Test func theCompactNetworkWithOneOfTwoModalities() throws {
        let explanation = try plan(Self.network, ModalitySubset([1])).explanation
        let convolutions = explanation.steps.filter { $0.node != nil }
        #expect(convolutions.map(\.node) == ["encoder.0.conv1", "encoder.0.conv2", "decoder.0.conv1", "encoder.1.conv1", "encoder.1.conv2",
                                             "up.0", "decoder.0.conv1", "decoder.0.conv2", "head"])
        #expect(convolutions.map(\.method) == ["taps", "points", "points", "points", "points", "taps", "points", "points", "product"])
        let (fine, coarse) = (8 * 32 * 24, 4 * 16 * 12)
        let expected = [27 * 16 * fine, 27 * 256 * fine, 27 * 256 * fine, 27 * 512 * coarse, 27 * 1024 * coarse, 512 * fine, 27 * 256 * fine,
                        27 * 256 * fine, 48 * fine]
        #expect(convolutions.map(\.multiplyAddsFolded) == expected)
        #expect(convolutions[1].multiplyAddsRun * 4 == convolutions[1].multiplyAddsFolded)
        // The image and 27 taps of one channel for 16; then a feature of 16 channels each way, and 36 points of 3 taps of 16 channels.
        #expect(convolutions[0].bytesRead == 4 * (fine + 27 * 16) && convolutions[0].bytesWritten == 64 * fine)
        #expect(convolutions[1].bytesRead == 64 * fine + 4 * 108 * 256 && convolutions[1].inputs == [.init(buffer: convolutions[0].output!, slope: 0.01)])
        #expect(explanation.steps.first { $0.operation == "max pool" }?.kernel == [2, 2, 2])
    }

    @Test func stepsAreReportedAsTheyEnd() throws {
        let plan = try plan(Self.network, .all(of: 2)), output = Tensor(plan.outputShape, layout: .planar)
        var done: [Int] = []
        plan.run(Self.network.images(.all(of: 2)), into: output) { done.append($0) }
        #expect(done == Array(0..<plan.explanation.steps.count))
    }

    @Test func theTextNamesEveryStepAndTheirTimes() throws {
        var explanation = try plan(Self.network, .all(of: 2)).explanation
        for step in explanation.steps { #expect(explanation.text.contains(step.node ?? step.operation)) }
        let step = explanation.steps[2]
        (explanation.steps[2].seconds, explanation.steps[2].multiplyAddsRun) = (1.5, 75_000_000_000)
        let row = explanation.text.split(separator: "\n").first { $0.contains("1500.00") }?.split(separator: " ").suffix(3).map(String.init)
        #expect(row == ["1500.00", "100", String((Double(step.bytesRead + step.bytesWritten) / 1.5e8).rounded() / 10)])
    }
}

extension PlanExplanation.Input {
    /// A normalised value.
    fileprivate init(buffer: Int, slope: Float) { self.init(image: nil, buffer: buffer, isNormalised: true, slope: slope) }
}
