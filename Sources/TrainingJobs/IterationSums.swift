import Training

/// Sums over the iterations since the last report.
struct IterationSums: Sendable, Hashable, Codable {
    private(set) var count = 0
    private var (task, distillation) = (Float(0), Float(0))
    private var dice: [Float]
    /// Records whose class was found, and all; nil in checkpoints of versions that knew no classifiers.
    private var (correct, records): (Int?, Int?)
    private var seconds = 0.0

    init(outputs: Int) { dice = Array(repeating: 0, count: outputs) }

    mutating func add(_ step: MetaKD.Report<SegmentationLoss.Result>, seconds: Double) {
        for (i, value) in step.task.dice.enumerated() { dice[i] += value }
        add(task: step.task.total, distillation: step.distillation, seconds: seconds)
    }

    mutating func add(_ step: MetaKD.Report<CrossEntropyLoss.Result>, seconds: Double) {
        (correct, records) = ((correct ?? 0) + step.task.correct, (records ?? 0) + step.task.records)
        add(task: step.task.total, distillation: step.distillation, seconds: seconds)
    }

    private mutating func add(task: Float, distillation: Float, seconds: Double) {
        count += 1
        self.task += task
        self.distillation += distillation
        self.seconds += seconds
    }

    /// The means, of one iteration or more.
    func progress(_ iteration: Int, heldOutLoss: Float?, importance: [Float], learningRate: Float) -> TrainingProgress {
        let n = Float(count)
        return .init(iteration: iteration, taskLoss: task / n, distillation: distillation / n, dice: dice.map { $0 / n },
                     accuracy: records.map { Float(correct ?? 0) / Float($0) }, heldOutLoss: heldOutLoss,
                     importance: importance, learningRate: learningRate, secondsPerIteration: seconds / Double(count))
    }
}
