import Kernels
import ModelFormat
import Networks
import Tensors
import TestSupport
import Testing
import Training

/// Algorithm 1 against PyTorch's numbers (Fixtures/training-step/make.py).
@Suite struct WholeStepTests {
    let golden: SafetensorsFile
    let graph = UNet3D(widths: [6, 10, 20]).graph

    init() throws { golden = try SafetensorsFile.read(Repository.path("Fixtures/training-step/golden.safetensors")) }

    @Test(arguments: InstructionSet.supported) func innerStepGivesTheGradientsOfPyTorch(isa: InstructionSet) throws {
        let differentiator = try Differentiator(graph: graph, machine: Machine(instructionSet: isa, threads: 2))
        let sample = try sample([0, 2])
        let before = try values("before.")
        let pass = differentiator.forward(sample.images, before)
        expectClose(pass.output.planarElements(), try golden.floats("logits"), 2e-5, "logits")

        let outputGradient = pass.makeOutputGradient()
        let task = SegmentationLoss()(pass.output, truth: sample.truth, gradient: outputGradient, on: differentiator.machine)
        expectClose([task.total], try golden.floats("loss.task"), 1e-5, "task loss")
        let distillation = DistillationLoss()(pass.features(at: graph.distilled), importance: try importance().normalised, factor: 0.1)
        expectClose([distillation.loss], try golden.floats("loss.distillation"), 1e-5, "distillation loss")

        var gradients = ParameterValues(zerosFor: before.parameters)
        pass.backward(output: outputGradient, featureGradients: distillation.gradients, addingTo: &gradients)
        for parameter in gradients.parameters {
            expectClose(gradients[parameter.name], try golden.floats("gradient." + parameter.name), 2e-4, parameter.name)
        }
    }

    @Test func twoNesterovStepsGiveTheWeightsOfPyTorch() throws {
        var settings = MetaKD.Settings()
        settings.gradientClip = 0
        let trainer = MetaKD(try Differentiator(graph: graph, machine: Machine(threads: 2)), try values("before."), .sgd(SGD(momentum: 0.99)),
                             settings, importance: try importance())
        for _ in 0..<2 { _ = trainer.innerStep(try sample([0, 2]), learningRate: 0.01) }
        for parameter in trainer.parameters.parameters {
            expectClose(trainer.parameters[parameter.name], try golden.floats("after." + parameter.name), 2e-4, parameter.name)
        }
    }

    @Test func outerProblemGivesTheGradientOfPyTorch() throws {
        let differentiator = try Differentiator(graph: graph, machine: Machine(threads: 2))
        let sample = try sample([0, 1, 2])
        let (parameters, importance) = (try values("before."), try importance())
        let pass = differentiator.forward(sample.images, parameters, scales: importance.normalised)
        let outputGradient = pass.makeOutputGradient()
        let loss = SegmentationLoss()(pass.output, truth: sample.truth, gradient: outputGradient, on: differentiator.machine)
        expectClose([loss.total], try golden.floats("loss.outer"), 1e-5, "outer loss")
        let gradient = importance.rawGradient(pass.scaleGradient(output: outputGradient, parameters))
        expectClose(gradient, try golden.floats("gradient.importance"), 5e-4, "importance gradient")
    }

    private func importance() throws -> ImportanceWeights {
        var importance = ImportanceWeights(modalities: 4)
        importance.raw = try golden.floats("importance")
        return importance
    }

    private func values(_ prefix: String) throws -> ParameterValues {
        var values = ParameterValues(zerosFor: try graph.parameters())
        for parameter in values.parameters { values[parameter.name] = try golden.floats(prefix + parameter.name) }
        return values
    }

    private func sample(_ present: [Int]) throws -> TrainingSample {
        let shape = try golden.shape("image")
        let (one, voxels) = (Shape(1, shape[1], shape[2], shape[3]), shape[1] * shape[2] * shape[3])
        let (image, truth) = (try golden.floats("image"), try golden.floats("truth"))
        let images = present.map { ($0, Tensor(one, Array(image[$0 * voxels..<($0 + 1) * voxels]))) }
        return TrainingSample(images: Dictionary(uniqueKeysWithValues: images),
                              truth: (0..<3).map { c in truth[c * voxels..<(c + 1) * voxels].map { UInt8($0) } })
    }
}

/// Expects every difference to be at most `tolerance` times the largest expected magnitude.
func expectClose(_ found: [Float], _ expected: [Float], _ tolerance: Float, _ what: String) {
    #expect(found.count == expected.count, "\(what)")
    let scale = max(expected.map(abs).max() ?? 0, 1e-3)
    let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
    #expect(worst <= tolerance * scale, "\(what): off by \(worst), largest value \(scale)")
}
