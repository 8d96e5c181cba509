import Evaluation
import Testing

@Suite struct ClassificationTests {
    /// Truth 0 0 0 1 1 2, predicted 0 0 1 1 2 2.
    private let confusion = ConfusionMatrix(classes: 3, truth: [0, 0, 0, 1, 1, 2], predicted: [0, 0, 1, 1, 2, 2])

    @Test func countsAndScores() {
        #expect(confusion.counts == [[2, 1, 0], [0, 1, 1], [0, 0, 1]] && confusion.total == 6)
        #expect(abs(confusion.accuracy - 4 / 6) < 1e-12 && confusion.microF1 == confusion.accuracy)
        #expect(abs(confusion.balancedAccuracy - (2.0 / 3 + 1.0 / 2 + 1) / 3) < 1e-12)
        #expect(abs(confusion.macroF1 - (4.0 / 5 + 2.0 / 4 + 2.0 / 3) / 3) < 1e-12)
    }

    /// A class without records has no recall, and no F1 unless it was predicted.
    @Test func leavesAbsentClassesOut() {
        let two = ConfusionMatrix(classes: 3, truth: [0, 1], predicted: [0, 0])
        #expect(two.balancedAccuracy == 0.5 && abs(two.macroF1 - (2.0 / 3 + 0) / 2) < 1e-12)
        #expect(ConfusionMatrix(classes: 2).accuracy == 0)
    }

    /// Of the pairs of a positive and a negative record the share in order: 0.8 > 0.1, 0.35; 0.4 > 0.1, 0.35; the tie counts one half.
    @Test func areaIsTheShareOfPairsInOrder() {
        #expect(AreaUnderCurve.score([0.1, 0.4, 0.35, 0.8], isPositive: [false, false, true, true]) == 0.75)
        #expect(AreaUnderCurve.score([0.5, 0.5], isPositive: [false, true]) == 0.5)
        #expect(AreaUnderCurve.score([0.5, 0.6], isPositive: [true, true]) == nil)
    }

    @Test func areaOfManyClassesIsTheirMean() {
        let probabilities: [[Float]] = [[0.8, 0.1, 0.1], [0.3, 0.4, 0.3], [0.5, 0.3, 0.2], [0.1, 0.2, 0.7]]
        // Class 0 against the rest: (0.8 > 0.3, 0.1; 0.5 > 0.3, 0.1) all; class 1: 0.4 above all; class 2 has no record but 0.7: above all.
        #expect(AreaUnderCurve.score(probabilities, labels: [0, 1, 0, 2], classes: 3) == 1)
        #expect(AreaUnderCurve.score(probabilities, labels: [0, 0, 0, 0], classes: 3) == nil)
        #expect(AreaUnderCurve.score([[0.2, 0.8], [0.9, 0.1]], labels: [0, 1], classes: 2) == 0)
    }

    @Test func namesWhatAModelFileKeeps() {
        let scores = ClassificationScores([[0.9, 0.1], [0.4, 0.6], [0.7, 0.3]], labels: [0, 1, 1], classes: 2)
        let metrics = scores.metrics(classNames: ["no", "yes"])
        #expect(metrics.keys.sorted() == ["accuracy", "auc", "balanced_accuracy", "confusion no > no", "confusion no > yes", "confusion yes > no", "confusion yes > yes",
                                         "macro_f1", "micro_f1"])
        #expect(metrics["confusion yes > no"] == 1 && metrics["balanced_accuracy"] == 0.75 && metrics["auc"] == 1)
    }
}
