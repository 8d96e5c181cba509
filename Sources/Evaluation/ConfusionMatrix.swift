/// How often records of each class were taken for each.
public struct ConfusionMatrix: Hashable, Sendable {
    /// `[true class][predicted class]`
    public private(set) var counts: [[Int]]

    public init(classes: Int) { counts = Array(repeating: Array(repeating: 0, count: classes), count: classes) }

    public init(classes: Int, truth: [Int], predicted: [Int]) {
        precondition(truth.count == predicted.count, "\(truth.count) truths, \(predicted.count) predictions")
        self.init(classes: classes)
        for (truth, predicted) in zip(truth, predicted) { counts[truth][predicted] += 1 }
    }

    public var total: Int { counts.joined().reduce(0, +) }

    /// Records whose class was found, of all.
    public var accuracy: Double { ratio(counts.indices.reduce(0) { $0 + counts[$1][$1] }, total) }

    /// The mean over the classes that have records of the share that was found (recall).
    public var balancedAccuracy: Double {
        mean(counts.indices.filter { truths($0) > 0 }.map { ratio(counts[$0][$0], truths($0)) })
    }

    /// The mean F1 of the classes that have records or were predicted, F1 = 2 TP / (2 TP + FP + FN).
    public var macroF1: Double {
        mean(counts.indices.filter { truths($0) + predictions($0) > 0 }.map { ratio(2 * counts[$0][$0], truths($0) + predictions($0)) })
    }

    /// F1 of all classes' TP, FP and FN added up, which is the accuracy where each record has one class.
    public var microF1: Double { accuracy }

    private func truths(_ index: Int) -> Int { counts[index].reduce(0, +) }

    private func predictions(_ index: Int) -> Int { counts.reduce(0) { $0 + $1[index] } }

    private func ratio(_ part: Int, _ whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }

    private func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }
}
