import Tensors
import TestSupport
import Testing
import Training

/// Generated against true features (Fig. 6), beside sums in double precision.
@Suite struct ImputationFidelityTests {
    private let shape = Shape(5, 2, 3, 4)

    private func feature(_ seed: UInt64) -> Tensor { ReferenceValue(shape, seed: seed).tensor.converted(to: .blocked) }

    @Test func comparesEachModalityWithTheMeanOfTheOthers() throws {
        let features = Dictionary(uniqueKeysWithValues: [0, 2, 3].map { ($0, feature(UInt64($0))) })
        let found = ImputationFidelity.compare(features)
        #expect(found.keys.sorted() == [0, 2, 3])
        for (modality, fidelity) in found {
            let truth = features[modality]!.planarElements().map(Double.init)
            let others = features.filter { $0.key != modality }.map { $0.value.planarElements().map(Double.init) }
            let generated = truth.indices.map { i in others.reduce(0) { $0 + $1[i] } / Double(others.count) }
            let distance = zip(truth, generated).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(shape.count)
            func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
            let similarity = dot(truth, generated) / (dot(truth, truth) * dot(generated, generated)).squareRoot()
            #expect(abs(Double(fidelity.distance) - distance) < 1e-6 && abs(Double(fidelity.similarity) - similarity) < 1e-6)
        }
    }

    @Test func equalFeaturesAreGeneratedRight() {
        let same = feature(1)
        let found = ImputationFidelity.compare([0: same, 1: same])
        #expect(found[0]?.distance == 0 && abs(found[0]!.similarity - 1) < 1e-6)
        let nothing = Tensor(shape, layout: .blocked)
        #expect(ImputationFidelity.compare([0: nothing, 1: same])[0]?.similarity == 0)
    }

    @Test func aloneThereIsNothingToCompare() {
        #expect(ImputationFidelity.compare([2: feature(1)]).isEmpty)
    }

    @Test func samplesAreAveragedByModality() {
        let samples: [[Int: ImputationFidelity]] = [[0: .init(distance: 1, similarity: 0.5), 1: .init(distance: 4, similarity: 1)],
                                                    [0: .init(distance: 3, similarity: 0)], [:]]
        #expect(ImputationFidelity.means(of: samples) == [0: .init(distance: 2, similarity: 0.25), 1: .init(distance: 4, similarity: 1)])
    }
}
