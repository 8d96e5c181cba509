import Foundation
import Kernels
import Networks
import Tensors
import Training
import Workflow

/// The time and memory of one training step: forward, losses, backward and update, on seeded random images of all modalities.
public struct TrainingBenchmark: Sendable, Codable {
    public var widths: [Int]
    public var patch: String
    public var instructionSet: String
    public var threads: Int
    /// Seconds of a step.
    public var medianS: Double
    public var minS: Double
    public var maxS: Double
    public var peakRssMib: Double
    /// The task loss of the last step, so that a wrong run shows.
    public var loss: Double

    /// - Parameter repeats: Timed steps, after one that is not.
    /// - Throws: `GraphError` where the patch does not fit the widths; `TrainingError`.
    public init(widths: [Int], patch: Extent, machine: Machine, repeats: Int, seed: UInt64) throws {
        var settings = SegmentationSettings()
        (settings.widths, settings.seed) = (widths, seed)
        let graph = settings.network.graph
        _ = try graph.shapes(for: patch)
        let trainer = MetaKD(try Differentiator(graph: graph, machine: machine), try ParameterValues(initialFor: graph, seed: seed),
                             settings.makeOptimiser(), settings.method)
        let sample = TrainingBenchmark.sample(patch, graph, seed)
        var report = trainer.innerStep(sample, learningRate: settings.learningRate)
        let spread = Spread(timing: repeats) { report = trainer.innerStep(sample, learningRate: settings.learningRate) }
        (self.widths, self.patch) = (widths, "\(patch.depth)x\(patch.height)x\(patch.width)")
        (instructionSet, threads) = (machine.instructionSet.rawValue, machine.threads)
        (medianS, minS, maxS) = (spread.median, spread.min, spread.max)
        (peakRssMib, loss) = (ProcessMemory.peakMebibytes, Double(report.task.total))
    }

    /// Images of normal numbers, and for each output a truth that holds where the first image is above 1.
    private static func sample(_ patch: Extent, _ graph: Graph, _ seed: UInt64) -> TrainingSample {
        var random = SeededGenerator(seed: seed, stream: 2)
        let shape = Shape(channels: 1, extent: patch)
        let images = (0..<graph.modalities).map { _ in (0..<shape.count).map { _ in random.normal() } }
        let truth = images[0].map { UInt8($0 > 1 ? 1 : 0) }
        return TrainingSample(images: Dictionary(uniqueKeysWithValues: images.enumerated().map { ($0, Tensor(shape, $1)) }),
                              truth: TrainingCase.regions.map { _ in truth })
    }

    /// JSON with keys in snake case.
    public var json: String { ProgramJSON.text(self) }

    /// The same for people.
    public var text: String {
        """
        a step on \(patch), widths \(widths.map(String.init).joined(separator: ",")), \(instructionSet), \(threads) threads
        median \(String(format: "%.3f", medianS)) s (\(String(format: "%.3f–%.3f", minS, maxS))), peak resident \(String(format: "%.0f", peakRssMib)) MiB, \
        task loss \(String(format: "%.4f", loss))
        """
    }
}
