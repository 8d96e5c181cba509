import Training

/// Sums over the iterations since the last report.
struct IterationSums: Sendable, Hashable, Codable {
    private(set) var count = 0
    private var (task, distillation) = (Float(0), Float(0))
    private var dice: [Float]
    private var seconds = 0.0

    init(outputs: Int) { dice = Array(repeating: 0, count: outputs) }

    mutating func add(_ step: MetaKD.Report<SegmentationLoss.Result>, seconds: Double) {
        count += 1
        task += step.task.total
        distillation += step.distillation
        for (i, value) in step.task.dice.enumerated() { dice[i] += value }
        self.seconds += seconds
    }

    /// The means, of one iteration or more.
    func progress(_ iteration: Int, heldOutLoss: Float?, importance: [Float], learningRate: Float) -> SegmentationTraining.Progress {
        let n = Float(count)
        return .init(iteration: iteration, taskLoss: task / n, distillation: distillation / n, dice: dice.map { $0 / n }, heldOutLoss: heldOutLoss,
                     importance: importance, learningRate: learningRate, secondsPerIteration: seconds / Double(count))
    }
}
