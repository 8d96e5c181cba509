import Dispatch
import Foundation
import Kernels
import ModelFormat
import Networks
import Records
import Tensors

/// A network of the size that `metakd-train classify` makes by default, with random weights, for made tables.
struct RecordsBenchmarkNetwork {
    private let encoder: RecordEncoder
    private let graph: Graph
    private let weights: [String: [Float]]
    private static let batch = 64
    /// Encoded records that the network alone is timed on.
    private static let records = 4096

    init(_ encoder: RecordEncoder, seed: UInt64) throws {
        self.encoder = encoder
        let network = RecordNetwork(encoders: encoder.modalities.map { .table(inputs: $0.featureCount, widths: []) }, features: 128,
                                    classes: encoder.schema.classes.count)
        var random = SeededGenerator(seed: seed)
        var drawn: [String: [Float]] = [:]
        for parameter in try network.graph.parameters() {
            let scale = 1 / Float(max(1, parameter.count / parameter.shape[0])).squareRoot()
            drawn[parameter.name] = (0..<parameter.count).map { _ in random.normal() * scale }
        }
        (graph, weights) = try network.graph.served { drawn[$0]! }
    }

    /// The median over some runs, each on all threads.
    func recordsPerSecond(_ path: String, threads: Int, repeats: Int) throws -> Double {
        let table = try CSVFile(path)
        let parser = try RecordParser(encoder.schema, for: table, labels: .ignored)
        guard let block = try table.next(RecordsBenchmarkNetwork.records) else { throw RecordsError.emptyTable(path: path) }
        let encoded = encoder.encode(parser.parse(block))
        let pool = ClassifierPool { [self] in
            try RecordClassifier(graph, weights: { weights[$0]! }, axes: .table, batchSize: RecordsBenchmarkNetwork.batch, machine: Machine(threads: 1))
        }
        try pool.fill(threads)
        let passes = 4
        // As many pieces as threads: of more, as many would run at once as there are processors.
        func run() { DispatchQueue.concurrentPerform(iterations: threads) { _ in for _ in 0..<passes { _ = pool.use { $0.classify(encoded) } } } }
        run()
        return Double(passes * threads * encoded.count) / Spread(timing: repeats, run).median
    }

    /// Of one run of what `metakd-infer classify` does.
    func rowsPerSecond(_ path: String, rows: Int, threads: Int, in folder: String) throws -> Double {
        let (model, predictions) = ("\(folder)/m.metakd", "\(folder)/predictions.csv")
        try ModelFile.write(header: header, tensors: weights, to: model, overwrite: false)
        let job = try ClassificationJob(model: model, threads: threads), start = ContinuousClock.now
        _ = try job.run(.table(TableLocation(path: path)), to: TableLocation(path: predictions), overwrite: false)
        return Double(rows) / start.duration(to: .now).seconds
    }

    private var header: ModelHeader {
        get throws {
            ModelHeader(
                task: .classification, network: graph, modalities: encoder.modalities.map { ModalityDescription(name: $0.name, preprocessing: .unchanged) },
                outputs: encoder.schema.classes.map { OutputDescription(name: $0) },
                inference: InferenceSettings(tile: Triple(1, 1, RecordsBenchmarkNetwork.batch), overlap: 0),
                records: try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(encoder)),
                provenance: Provenance(trainerVersion: programVersion, seed: 0, settings: [:], data: "none: weights are random", created: ""))
        }
    }
}
