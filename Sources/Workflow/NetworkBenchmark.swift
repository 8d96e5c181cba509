import Foundation
import Inference
import Kernels
import ModelFormat
import Networks
import Tensors

/// The time and memory of one network's forward pass.
public struct NetworkBenchmark: Sendable, Codable {
    public var model: String
    public var shape: String
    public var subset: String
    public var precision = "fp32"
    public var instructionSet: String
    public var threads: Int
    /// Seconds to map the model and compile it for this subset and shape.
    public var readyS: Double
    public var medianS: Double
    public var minS: Double
    public var maxS: Double
    /// Floating-point operations, two a multiply-add, of the graph as written and of what is run, in 10⁹.
    public var gflopWritten: Double
    public var gflopRun: Double
    public var arenaMib: Double
    public var peakRssMib: Double
    /// Mean absolute logit, so that a wrong run shows.
    public var meanAbs: Double

    /// - Throws: `ModelError` or `WorkflowError` for what cannot be run.
    public init(model path: String, extent: Extent, subset name: String?, threads: Int?, repeats: Int, seed: UInt64) throws {
        let start = Date()
        let file = try ModelFile.read(path)
        let (graph, names) = (file.header.network, file.header.modalities.map(\.name))
        guard let subset = name.map({ ModalitySubset(name: $0, among: names) }) ?? .all(of: graph.modalities) else {
            throw WorkflowError.unknownModality(name ?? "", model: path, known: names)
        }
        let machine = try Machine(threads: threads)
        let plan: Plan
        do { plan = try Plan(graph, weights: { try! file.floats($0) }, subset: subset, extent: extent, machine: machine) } catch {
            throw WorkflowError.unfitNetwork(model: path, error)
        }
        readyS = Date().timeIntervalSince(start)
        let (output, times) = NetworkBenchmark.time(plan, subset, repeats, seed)
        (self.model, shape, self.subset) = (path, "\(extent.depth)x\(extent.height)x\(extent.width)", subset.name(names))
        (instructionSet, self.threads) = (machine.instructionSet.rawValue, machine.threads)
        (medianS, minS, maxS) = (times[times.count / 2], times[0], times[times.count - 1])
        (gflopWritten, gflopRun) = (2e-9 * Double(plan.multiplyAdds.written), 2e-9 * Double(plan.multiplyAdds.run))
        arenaMib = Double(plan.arenaBytes) / 0x1p20
        meanAbs = output.withElements { $0.reduce(0.0) { $0 + Double(abs($1)) } } / Double(output.shape.count)
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        peakRssMib = Double(usage.ru_maxrss) / 1024
    }

    /// The logits, and the seconds of each timed run in ascending order.
    private static func time(_ plan: Plan, _ subset: ModalitySubset, _ repeats: Int, _ seed: UInt64) -> (Tensor, [Double]) {
        var random = SeededGenerator(seed: seed)
        let shape = Shape(channels: 1, extent: plan.extent)
        let images = Dictionary(uniqueKeysWithValues: subset.indices.map { ($0, Tensor(shape, (0..<shape.count).map { _ in random.normal() })) })
        let output = Tensor(plan.outputShape, layout: .planar)
        plan.run(images, into: output)
        let times = (0..<repeats).map { _ in
            let start = Date()
            plan.run(images, into: output)
            return Date().timeIntervalSince(start)
        }
        return (output, times.sorted())
    }

    /// JSON with keys in snake case.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// The same for people.
    public var text: String {
        """
        \(subset) at \(shape), \(precision), \(instructionSet), \(threads) threads
        median \(String(format: "%.3f", medianS)) s (\(String(format: "%.3f–%.3f", minS, maxS))), ready after \(String(format: "%.3f", readyS)) s
        \(String(format: "%.0f GFLOP as written, %.0f run: %.0f GFLOP/s", gflopWritten, gflopRun, gflopRun / medianS))
        arena \(String(format: "%.0f", arenaMib)) MiB, peak resident \(String(format: "%.0f", peakRssMib)) MiB, mean |logit| \(String(format: "%.4f", meanAbs))
        """
    }
}
