import Kernels
import Networks
import Tensors
import TestSupport
import Testing
import Training

/// Losses and importance weights against their formulas and central differences of these.
@Suite struct LossTests {
    @Test(arguments: [Shape(3, 2, 3, 5), Shape(1, 1, 1, 1), Shape(16, 2, 2, 2)], [Float(1), 0.1, 300])
    func segmentationLossAndItsGradient(shape: Shape, smoothing: Float) throws {
        let voxels = shape.extent.voxels
        var truth = randomTruth(outputs: shape.channels, voxels: voxels, seed: 3)
        truth[0] = Array(repeating: 0, count: voxels)
        let logits = ReferenceValue(ReferenceValue(shape, seed: 4).scaled(by: 3).tensor)
        let gradient = Tensor(shape, layout: .blocked)
        let result = try SegmentationLoss(smoothing: smoothing)(logits.tensor.converted(to: .blocked), truth: truth, gradient: gradient, on: Machine(threads: 2))
        let expected = ReferenceLoss.segmentation(logits, truth, smoothing: Double(smoothing))
        #expect(abs(Double(result.total) - expected) <= expected * 0x1p-20)
        let slopes = logits.elements.indices.map { i in
            centralDifference { step in
                var moved = logits
                moved.elements[i] += step
                return ReferenceLoss.segmentation(moved, truth, smoothing: Double(smoothing))
            }
        }
        expectClose(gradient.planarElements(), slopes.map { Float($0) }, 0x1p-18, "gradient")
        let nonzero = gradient.withElements { elements in elements.count { $0 != 0 } }
        #expect(nonzero <= shape.count, "padding channels have a gradient")
    }

    @Test func largeLogitsGiveAFiniteLoss() throws {
        let logits = Tensor(Shape(1, 1, 1, 4), [200, -200, 200, -200]).converted(to: .blocked)
        let gradient = Tensor(logits.shape, layout: .blocked)
        let result = try SegmentationLoss()(logits, truth: [[0, 1, 1, 0]], gradient: gradient, on: Machine(threads: 2))
        // Two of four voxels are wrong by 200; Σ p·y = 1, Σ p = 2, Σ y = 2.
        #expect(abs(result.crossEntropy - 100) < 1e-4 && abs(result.dice[0] - 3 / 5) < 1e-6)
        #expect(gradient.planarElements().allSatisfy { $0.isFinite })
    }

    @Test(arguments: [DistillationLoss(), .init(norm: .squared), .init(isStandardised: true), .init(norm: .squared, isStandardised: true)], [[1, 2], [0, 1, 3], [2]])
    func distillationTeachesTheStudentAlone(loss: DistillationLoss, present: [Int]) {
        func compared(_ feature: ReferenceValue) -> ReferenceValue { loss.isStandardised ? ReferenceLoss.standardised(feature) : feature }
        let weights: [Float] = [0.1, 0.2, 0.3, 0.4], factor: Float = 0.25
        // More channels than a block has.
        let shape = Shape(18, 1, 2, 3)
        let features = Dictionary(uniqueKeysWithValues: present.map { ($0, ReferenceValue(ReferenceValue(shape, seed: UInt64($0)).tensor)) })
        let found = loss(features.mapValues { $0.tensor.converted(to: .blocked) }, importance: weights, factor: factor)
        let power = Double(loss.norm.rawValue), teachers = features.mapValues(compared)
        let expected = ReferenceLoss.distillation(teachers: teachers, students: teachers, weights: weights, power: power)
        #expect(abs(Double(found.loss) - expected) <= max(expected, 0) * 0x1p-18)
        #expect(Set(found.gradients.keys) == (present.count > 1 ? Set(present) : []))
        let planar = loss(features.mapValues(\.tensor), importance: weights, factor: factor)
        for (student, gradient) in found.gradients {
            #expect(planar.gradients[student]!.planarElements() == gradient.planarElements())
            let slopes = (0..<shape.count).map { i in
                centralDifference { step in
                    var moved = features
                    moved[student]!.elements[i] += step
                    return Double(factor) * ReferenceLoss.distillation(teachers: teachers, students: moved.mapValues(compared), weights: weights, power: power)
                }
            }
            expectClose(gradient.planarElements(), slopes.map { Float($0) }, 0x1p-18, "gradient of \(student)")
        }
    }

    @Test func smallFeaturesAreAsFarApartAsLargeOnesIfStandardised() {
        let features = [0: ReferenceValue(Shape(5, 2, 2, 3), seed: 1).tensor, 1: ReferenceValue(Shape(5, 2, 2, 3), seed: 2).tensor]
        let small = features.mapValues { ReferenceValue($0).scaled(by: 0x1p-4).tensor }
        func loss(_ features: [Int: Tensor], isStandardised: Bool) -> Float {
            DistillationLoss(isStandardised: isStandardised)(features, importance: [0.5, 0.5], factor: 1).loss
        }
        #expect(loss(small, isStandardised: false) == 0x1p-4 * loss(features, isStandardised: false))
        #expect(abs(loss(small, isStandardised: true) / loss(features, isStandardised: true) - 1) < 0.01)
    }

    @Test func equalFeaturesTeachNothing() {
        let feature = ReferenceValue(Shape(2, 1, 2, 2), seed: 1).tensor
        let found = DistillationLoss()([0: feature, 1: feature], importance: [0.5, 0.5], factor: 1)
        #expect(found.loss == 0 && found.gradients.values.flatMap { $0.planarElements() } == Array(repeating: 0, count: 16))
    }

    @Test(arguments: ImportanceWeights.Normalisation.allCases) func rawGradientIsTheSlopeOfTheNormalisation(normalisation: ImportanceWeights.Normalisation) {
        var importance = ImportanceWeights(modalities: 4, normalisation: normalisation)
        importance.raw = [0.3, -1.2, 0.8, 2]
        let raw = importance.raw.map(Double.init), gradient: [Float] = [1, -2, 0.5, 3]
        expectClose(importance.normalised, ReferenceLoss.normalised(raw, normalisation).map { Float($0) }, 0x1p-21, "weights")
        let slopes = raw.indices.map { i in
            centralDifference { step in
                var moved = raw
                moved[i] += step
                return zip(ReferenceLoss.normalised(moved, normalisation), gradient).reduce(0) { $0 + $1.0 * Double($1.1) }
            }
        }
        expectClose(importance.rawGradient(gradient), slopes.map { Float($0) }, 0x1p-18, "gradient")
    }

    @Test(arguments: ImportanceWeights.Normalisation.allCases) func importanceStartsEqual(normalisation: ImportanceWeights.Normalisation) {
        let weights = ImportanceWeights(modalities: 4, normalisation: normalisation).normalised
        #expect(weights.allSatisfy { $0 == weights[0] && $0 > 0 })
    }

    /// The outer problem (Algorithm 1): the task loss of features times importance weights, by the raw weights.
    @Test(arguments: ImportanceWeights.Normalisation.allCases, [[0, 1, 2], [2], [0, 1]])
    func outerGradientIsTheSlopeOfTheTaskLoss(normalisation: ImportanceWeights.Normalisation, present: [Int]) throws {
        let c = try #require(OperationCase.all.first { $0.graph.modalities == 3 })
        let (subset, images) = (ModalitySubset(present), c.images(ModalitySubset(present)))
        let truth = randomTruth(outputs: 2, voxels: c.extent.voxels, seed: 5)
        var importance = ImportanceWeights(modalities: 3, normalisation: normalisation)
        importance.raw = [0.9, -0.4, 0.6]
        var parameters = ParameterValues(zerosFor: try c.graph.parameters())
        for (name, numbers) in c.weights { parameters[name] = numbers }

        let machine = try Machine(threads: 2)
        let pass = try Differentiator(graph: c.graph, machine: machine).forward(images, parameters, scales: importance.normalised)
        let outputGradient = pass.makeOutputGradient()
        _ = SegmentationLoss()(pass.output, truth: truth, gradient: outputGradient, on: machine)
        let found = importance.rawGradient(pass.scaleGradient(output: outputGradient, parameters))
        let slopes = importance.raw.indices.map { i in
            centralDifference { step in
                var raw = importance.raw.map(Double.init), reference = c.reference
                raw[i] += step
                reference.scales = ReferenceLoss.normalised(raw, normalisation)
                return ReferenceLoss.segmentation(reference.run(images.mapValues(ReferenceValue.init)).output, truth)
            }
        }
        expectClose(found, slopes.map { Float($0) }, Float(c.gradientTolerance), "subset \(subset.indices)")
    }
}
