import Kernels
import Networks
import Tensors
import TestSupport
import Testing
import Training

/// Algorithm 1 gives the same bits however many threads work on it.
@Suite struct ThreadCountTests {
    struct Outcome: Equatable {
        var weights: ParameterValues
        var importance: ImportanceWeights
        var losses: [Float] = []
    }

    @Test(arguments: InstructionSet.supported, [Optimiser.sgd(SGD(momentum: 0.9, weightDecay: 1e-4)), .adam(Adam())])
    func innerAndOuterStepsGiveTheSameBits(isa: InstructionSet, optimiser: Optimiser) throws {
        let one = try train(threads: 1, isa, optimiser)
        #expect(try one.weights != ParameterValues(initialFor: graph, seed: 11) && one.importance != ImportanceWeights(modalities: 3))
        #expect(one.losses.allSatisfy { $0.isFinite })
        for threads in [1, 2, 3] { #expect(try train(threads: threads, isa, optimiser) == one, "\(threads) threads") }
    }

    private let graph = UNet3D(widths: [6, 17], modalities: 3, outputs: 2).graph

    /// Three rounds of an outer step on two held-out samples and two inner steps with modalities dropped at random.
    private func train(threads: Int, _ isa: InstructionSet, _ optimiser: Optimiser) throws -> Outcome {
        let differentiator = try Differentiator(graph: graph, machine: Machine(instructionSet: isa, threads: threads))
        let trainer = MetaKD(differentiator, try ParameterValues(initialFor: graph, seed: 11), optimiser, MetaKD.Settings())
        let subsets = ModalitySubset.nonEmpty(of: 3)
        var random = SeededGenerator(seed: 12)
        var losses: [Float] = []
        for round in 0..<3 {
            losses.append(trainer.outerStep([sample(100 + round), sample(200 + round)]).loss)
            for inner in 0..<2 {
                let report = trainer.innerStep(sample(10 * round + inner).restricted(to: subsets.randomElement(using: &random)!), learningRate: 0.01)
                losses += [report.task.total, report.distillation, report.gradientNorm]
            }
        }
        return Outcome(weights: trainer.parameters, importance: trainer.importance, losses: losses)
    }

    private func sample(_ seed: Int) -> TrainingSample {
        let shape = Shape(1, 6, 8, 10)
        let images = (0..<3).map { ($0, ReferenceValue(shape, seed: UInt64(1000 * $0 + seed)).tensor) }
        return TrainingSample(images: Dictionary(uniqueKeysWithValues: images), truth: randomTruth(outputs: 2, voxels: shape.count, seed: UInt64(seed)))
    }
}
