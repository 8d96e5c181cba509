import Inference
import Tensors

/// How long each step of a plan takes.
struct StepProfile {
    /// Median seconds of each step.
    let medians: [Double]

    init(_ plan: Plan, _ images: [Int: Tensor], runs: Int) {
        let output = Tensor(plan.outputShape, layout: .planar)
        let times = (0..<runs).map { _ in
            var marks = [ContinuousClock.now]
            plan.run(images, into: output) { _ in marks.append(.now) }
            return zip(marks, marks.dropFirst()).map { $0.duration(to: $1).seconds }
        }
        medians = times[0].indices.map { step in Spread(times.map { $0[step] }).median }
    }
}
