import Foundation
import Inference
import Tensors

/// The time of one case from its files to a written mask, by stage. Every run loads the model anew.
public struct PipelineBenchmark: Sendable, Codable {
    /// What a run does, in order.
    public enum Stage: String, Sendable, Codable, CaseIterable {
        /// Mapping and checking the model file, starting threads.
        case loading
        /// Reading and unpacking the images.
        case reading
        /// Orientation, the brain's box, standardisation.
        case preparing
        case compiling
        case network
        case blending
        /// Probabilities to labels, and the model's rules.
        case labelling
        /// Putting the mask on the files' grid, counting its labels, compressing, writing, syncing.
        case writing
    }

    /// A stage's time.
    public struct Row: Sendable, Codable {
        public var stage: Stage
        public var medianS: Double
        public var minS: Double
        public var maxS: Double
        /// The median as a part of the sum of all stages' medians.
        public var share: Double
    }

    public var model: String
    public var subset: String
    public var precision: Precision
    public var instructionSet: String
    public var threads: Int
    public var repeats: Int
    public var stages: [Row]
    /// Of whole runs.
    public var medianS: Double
    public var minS: Double
    public var maxS: Double
    public var peakRssMib: Double

    /// - Parameter images: As for `SegmentationRequest`. The mask goes to a temporary folder that is removed.
    /// - Throws: What `SegmentationJob` throws.
    public init(images: [(modality: String, path: String)], model path: String?, precision: Precision = .automatic, threads: Int?,
                repeats: Int, warmUps: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("metakd-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var request = SegmentationRequest(images: images, output: folder.appendingPathComponent("mask.nii.gz").path)
        (request.model, request.overwrite) = (path, true)
        try request.check()
        for _ in 0..<warmUps { _ = try PipelineBenchmark.run(request, precision, threads) }
        let runs = try (0..<repeats).map { _ in try PipelineBenchmark.run(request, precision, threads) }
        (model, subset, self.repeats) = (runs[0].model, runs[0].subset, repeats)
        self.precision = precision
        (instructionSet, self.threads) = (runs[0].instructionSet, runs[0].threads)
        let spreads = Stage.allCases.map { stage in Spread(runs.map { $0.seconds[stage] ?? 0 }) }
        let sum = spreads.reduce(0) { $0 + $1.median }
        stages = zip(Stage.allCases, spreads).map { Row(stage: $0, medianS: $1.median, minS: $1.min, maxS: $1.max, share: $1.median / sum) }
        let whole = Spread(runs.map { $0.seconds.values.reduce(0, +) })
        (medianS, minS, maxS) = (whole.median, whole.min, whole.max)
        peakRssMib = ProcessMemory.peakMebibytes
    }

    /// What is kept of a run: not its job, whose plan holds the arena.
    private struct Run {
        var model, subset, instructionSet: String
        var threads: Int
        var seconds: [Stage: Double]
    }

    private static func run(_ request: SegmentationRequest, _ precision: Precision, _ threads: Int?) throws -> Run {
        var clock = StageClock(Stage.loading)
        let job = try SegmentationJob(model: request.model, precision: precision, threads: threads)
        let statistics = try job.run(request) { clock.begin(Stage($0)) }
        clock.end()
        return Run(model: job.model.path, subset: statistics.subset, instructionSet: job.machine.instructionSet.rawValue, threads: job.machine.threads,
                   seconds: clock.seconds)
    }

    /// JSON with keys in snake case.
    public var json: String { ProgramJSON.text(self) }

    /// The same for people.
    public var text: String {
        let rows = stages.map { row in
            row.stage.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
                + String(format: "%8.1f ms (%.1f–%.1f) %6.1f %%", row.medianS * 1e3, row.minS * 1e3, row.maxS * 1e3, row.share * 100)
        }
        return """
            \(subset), \(precision.rawValue), \(instructionSet), \(threads) \(threads == 1 ? "thread" : "threads"), median of \(repeats)
            \(rows.joined(separator: "\n"))
            \(String(format: "whole %.3f s (%.3f–%.3f), peak resident %.0f MiB", medianS, minS, maxS, peakRssMib))
            """
    }
}

extension PipelineBenchmark.Stage {
    fileprivate init(_ stage: SegmentationJob.Stage) {
        self = switch stage {
        case .waiting, .reading: .reading
        case .preparing: .preparing
        case .segmenting(.compiling): .compiling
        case .segmenting(.computing): .network
        case .segmenting(.blending): .blending
        case .labelling, .comparing: .labelling
        case .writing: .writing
        }
    }
}
