/// How well classes were predicted.
public struct ClassificationScores: Hashable, Sendable {
    public var confusion: ConfusionMatrix
    /// Nil where the records are of one class.
    public var areaUnderCurve: Double?

    /// - Parameters:
    ///   - probabilities: `[records][classes]`
    ///   - labels: The class of each record.
    public init(_ probabilities: [[Float]], labels: [Int], classes: Int) {
        let predicted = probabilities.map { row in row.firstIndex(of: row.max()!)! }
        confusion = ConfusionMatrix(classes: classes, truth: labels, predicted: predicted)
        areaUnderCurve = AreaUnderCurve.score(probabilities, labels: labels, classes: classes)
    }

    /// By name, as a model file keeps them: accuracy, balanced_accuracy, macro_f1, micro_f1, auc, and the counts `confusion TRUE > PREDICTED`.
    public func metrics(classNames: [String]) -> [String: Double] {
        var metrics = ["accuracy": confusion.accuracy, "balanced_accuracy": confusion.balancedAccuracy,
                       "macro_f1": confusion.macroF1, "micro_f1": confusion.microF1]
        metrics["auc"] = areaUnderCurve
        for (truth, row) in confusion.counts.enumerated() {
            for (predicted, count) in row.enumerated() { metrics["confusion \(classNames[truth]) > \(classNames[predicted])"] = Double(count) }
        }
        return metrics
    }

    /// The names of the scores in the order in which they are shown, without the confusion matrix.
    public static let names = ["accuracy", "balanced_accuracy", "macro_f1", "micro_f1", "auc"]
}
