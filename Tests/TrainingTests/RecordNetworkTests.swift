import Kernels
import ModelFormat
import Networks
import Tensors
import TestSupport
import Testing
import Training

/// Networks of records and pictures against PyTorch's numbers (Fixtures/classification/make.py).
@Suite struct RecordNetworkTests {
    @Test(arguments: RecordGolden.all, InstructionSet.supported) func evaluationGivesTheLogitsOfPyTorch(golden: RecordGolden, isa: InstructionSet) throws {
        let differentiator = try Differentiator(graph: golden.graph, machine: Machine(instructionSet: isa, threads: 2))
        for subset in ModalitySubset.nonEmpty(of: golden.graph.modalities) {
            let pass = differentiator.forward(try golden.images(subset), try golden.values())
            expectWithin(1e-5, pass.output.planarElements(), try golden.logits(subset), "\(subset.indices)")
        }
    }

    @Test(arguments: RecordGolden.all, InstructionSet.supported) func trainingGivesTheGradientsOfPyTorch(golden: RecordGolden, isa: InstructionSet) throws {
        let differentiator = try Differentiator(graph: golden.graph, machine: Machine(instructionSet: isa, threads: 2))
        let values = try golden.values(), batch = try golden.batch(ModalitySubset([0, 1]))
        let pass = differentiator.forward(batch.images, values, mode: .training(seed: 1))
        let outputGradient = pass.makeOutputGradient()
        let task = batch.judge(pass.output, gradient: outputGradient, on: differentiator.machine)
        expectClose([task.total], try golden.file.floats("loss.task"), 1e-5, "task loss")
        let distillation = DistillationLoss()(pass.features(at: golden.graph.distilled), importance: [0.2, 0.5, 0.3], factor: 0.1)
        expectClose([distillation.loss], try golden.file.floats("loss.distillation"), 1e-5, "distillation loss")
        var gradients = ParameterValues(zerosFor: values.parameters)
        pass.backward(output: outputGradient, featureGradients: distillation.gradients, addingTo: &gradients)
        let scale = try golden.gradientScale()
        for parameter in gradients.parameters where parameter.isLearned {
            expectWithin(1e-4 * scale, gradients[parameter.name], try golden.file.floats("gradient.\(parameter.name)"), parameter.name)
        }
    }

    @Test(arguments: RecordGolden.all) func aStepMovesTheRunningStatisticsAsInPyTorch(golden: RecordGolden) throws {
        let trainer = MetaKD(try Differentiator(graph: golden.graph, machine: Machine(threads: 1)), try golden.values(), .adam(Adam(weightDecay: 0.1)), .init())
        _ = trainer.innerStep(try golden.batch(ModalitySubset([0, 1])), learningRate: 1e-3)
        for parameter in trainer.parameters.parameters where !parameter.isLearned {
            expectClose(trainer.parameters[parameter.name], try golden.file.floats("after.\(parameter.name)"), 1e-5, parameter.name)
        }
    }

    @Test(arguments: RecordGolden.all) func theOuterProblemLeavesWeightsAndStatistics(golden: RecordGolden) throws {
        let before = try golden.values()
        let trainer = MetaKD(try Differentiator(graph: golden.graph, machine: Machine(threads: 1)), before, .adam(Adam()), .init())
        let report = trainer.outerStep([try golden.batch(.all(of: golden.graph.modalities))])
        #expect(trainer.parameters == before && report.loss > 0 && trainer.importance.raw != [Float](repeating: 0, count: golden.graph.modalities))
    }
}

func expectWithin(_ tolerance: Float, _ found: [Float], _ expected: [Float], _ what: String) {
    #expect(found.count == expected.count, "\(what)")
    let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst <= tolerance, "\(what): off by \(worst)")
}
