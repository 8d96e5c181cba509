import Foundation
import Inference
import Kernels
import ModelFormat
import Networks
import Tensors

/// The time and memory of one network's forward pass on seeded random images.
public struct NetworkBenchmark: Sendable, Codable {
    public var model: String
    public var shape: String
    public var subset: String
    public var precision: Precision
    public var instructionSet: String
    public var threads: Int
    public var repeats: Int
    public var warmUps: Int
    /// Seconds to map the model and compile it for this subset and shape.
    public var readyS: Double
    public var minS: Double
    public var lowerQuartileS: Double
    public var medianS: Double
    public var upperQuartileS: Double
    public var maxS: Double
    /// Floating-point operations, two a multiply-add, of the graph as written and of what is run, in 10⁹.
    public var gflopWritten: Double
    public var gflopRun: Double
    /// The same in a second of the median run.
    public var gflopPerSWritten: Double
    public var gflopPerSRun: Double
    public var arenaMib: Double
    /// Of the whole process up to the last timed run, without the check.
    public var peakRssMib: Double
    /// Mean absolute logit, so that a wrong run shows.
    public var meanAbs: Double
    /// How far the kernels are from the scalar ones; nil where that was not asked for.
    public var check: ScalarCheck?
    /// The plan, if it was asked for; with seconds of each step if they were.
    public var plan: PlanExplanation?

    /// Compiles, runs, measures and then checks.
    ///
    /// - Throws: `ModelError` or `WorkflowError` for what cannot be run, `kernelsDisagree` where the check fails.
    public init(_ request: Request) throws {
        let subject = try BenchmarkSubject(request)
        let start = ContinuousClock.now
        let plan = try subject.plan(request.extent)
        let compileS = start.duration(to: .now).seconds
        let images = subject.images(request.extent, seed: request.seed)
        let output = Tensor(plan.outputShape, layout: .planar)
        for _ in 0..<request.warmUps { plan.run(images, into: output) }
        let times = Spread(timing: request.repeats) { plan.run(images, into: output) }
        peakRssMib = ProcessMemory.peakMebibytes
        (model, shape, subset) = (request.model, request.extent.plain, subject.subset.name(subject.file.header.modalities.map(\.name)))
        (precision, instructionSet, threads) = (request.precision, subject.machine.instructionSet.rawValue, subject.machine.threads)
        (repeats, warmUps, readyS) = (request.repeats, request.warmUps, subject.loadS + compileS)
        (minS, lowerQuartileS, medianS, upperQuartileS, maxS) = (times.min, times.lowerQuartile, times.median, times.upperQuartile, times.max)
        (gflopWritten, gflopRun) = (2e-9 * Double(plan.multiplyAdds.written), 2e-9 * Double(plan.multiplyAdds.run))
        (gflopPerSWritten, gflopPerSRun) = (gflopWritten / medianS, gflopRun / medianS)
        arenaMib = Double(plan.arenaBytes) / 0x1p20
        meanAbs = output.withElements { $0.reduce(0.0) { $0 + Double(abs($1)) } } / Double(output.shape.count)
        if request.explains || request.profiles { self.plan = plan.explanation }
        if request.profiles {
            let seconds = StepProfile(plan, images, runs: request.repeats).medians
            for step in seconds.indices { self.plan!.steps[step].seconds = seconds[step] }
        }
        if request.checks { check = try ScalarCheck(subject, like: plan, seed: request.seed) }
    }

    /// JSON with keys in snake case.
    public var json: String { ProgramJSON.text(self) }
}
