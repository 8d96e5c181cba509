import Inference
import Kernels
import ModelFormat
import Networks
import Tensors

/// A model, a subset of its modalities and a machine to measure them on.
struct BenchmarkSubject {
    let file: ModelFile
    let subset: ModalitySubset
    let precision: Precision
    let machine: Machine
    /// Seconds in which the file was mapped and checked and the machine's threads were started.
    let loadS: Double

    init(_ request: NetworkBenchmark.Request) throws {
        let start = ContinuousClock.now
        file = try ModelFile.read(request.model)
        subset = try file.subset(named: request.subset)
        precision = request.precision
        machine = try Machine(threads: request.threads)
        loadS = start.duration(to: .now).seconds
    }

    /// The model compiled for an extent.
    func plan(_ extent: Extent) throws(WorkflowError) -> Plan { try plan(extent, precision, machine) }

    func plan(_ extent: Extent, _ precision: Precision, _ machine: Machine) throws(WorkflowError) -> Plan {
        let file = file
        // Every tensor that the graph names was checked when the file was read.
        do { return try Plan(file.header.network, weights: { try! file.floats($0) }, subset: subset, extent: extent, precision: precision, machine: machine) } catch {
            throw .unfitExtent(model: file.path, extent, multiples: file.header.network.extentMultiples, error)
        }
    }

    /// Normal random images of the present modalities.
    func images(_ extent: Extent, seed: UInt64) -> [Int: Tensor] {
        var random = SeededGenerator(seed: seed)
        return Dictionary(uniqueKeysWithValues: subset.indices.map { modality in
            let shape = Shape(channels: file.header.network.encoder(of: modality).channels, extent: extent)
            return (modality, Tensor(shape, (0..<shape.count).map { _ in random.normal() }))
        })
    }
}
