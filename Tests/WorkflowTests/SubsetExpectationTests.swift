import ModelFormat
import Networks
import Testing
import Workflow

@Suite struct SubsetExpectationTests {
    private func header(_ rows: [(String, [Double], Int)]) -> ModelHeader {
        ModelHeader(
            task: .segmentation, network: UNet3D(widths: [4, 8], modalities: 3).graph,
            modalities: ["flair", "t1", "t1c"].map { ModalityDescription(name: $0, aliases: []) }, outputs: ["ET", "WT"].map { OutputDescription(name: $0) },
            evaluation: rows.map { name, dice, n in
                SubsetEvaluation(subset: name, metrics: Dictionary(uniqueKeysWithValues: zip(["dice_ET", "dice_WT"], dice)), n: n, data: "")
            },
            provenance: Provenance(trainerVersion: "0", seed: 1, settings: [:], data: "", created: ""))
    }

    @Test func theBestAdditionIsTheOneWithTheHighestMean() throws {
        let header = header([("flair", [0.1, 0.704], 2), ("flair+t1", [0.05, 0.8], 2), ("flair+t1c", [0.5, 0.6], 2), ("t1c", [0.9, 0.9], 2)])
        let expectation = try #require(SubsetExpectation(header, given: ModalitySubset([0])))
        #expect("\(expectation)" == "expected Dice: ET 0.10, WT 0.70 (2 held-out cases); t1c would add most, 0.15 on average")
        #expect(expectation.bestAddition?.modality == "t1c")
    }

    @Test func whatLowersTheMeanIsNotAdvised() throws {
        let header = header([("flair+t1", [0.5, 0.5], 1), ("flair+t1+t1c", [0.4, 0.5], 1)])
        let expectation = try #require(SubsetExpectation(header, given: ModalitySubset([0, 1])))
        #expect("\(expectation)" == "expected Dice: ET 0.50, WT 0.50 (1 held-out case)" && expectation.bestAddition == nil)
    }

    @Test func aSubsetWithoutEvaluationHasNone() {
        #expect(SubsetExpectation(header([]), given: ModalitySubset([0])) == nil)
        #expect(SubsetExpectation(header([("flair", [0.5, 0.5], 0)]), given: ModalitySubset([0])) == nil)
        #expect(SubsetExpectation(header([("flair", [0.5, 0.5], 1)]), given: ModalitySubset([1])) == nil)
    }
}
