import Foundation
import Kernels
import ModelFormat
import Networks
import Records
import Tensors

/// Finds the classes of a table's records with one model.
package final class ClassificationJob {
    package let classes: [String]
    package let modalities: [String]
    private let model: ModelFile
    private let encoder: RecordEncoder
    private let threads: Int
    /// For records that come encoded.
    private var ownClassifier: RecordClassifier?

    /// What became of a table.
    package struct Summary: Sendable, Hashable {
        package var records = 0
        /// Wrong rows that were left out.
        package var skipped = 0
    }

    /// - Parameter path: A model file.
    /// - Throws: `ModelError`; `WorkflowError.wrongTask` or `unusableRecords` for a model that cannot read tables.
    package convenience init(model path: String, threads: Int? = nil) throws { try self.init(ModelFile.read(path), threads: threads) }

    /// - Throws: `WorkflowError.wrongTask` or `unusableRecords` for a model that cannot read tables.
    package init(_ model: ModelFile, threads: Int? = nil) throws {
        self.model = model
        let (header, path) = (model.header, model.path)
        guard header.task == .classification else {
            throw WorkflowError.wrongTask(model: path, found: header.task.rawValue, expected: ModelTask.classification.rawValue)
        }
        encoder = try ClassificationJob.encoder(header, path)
        (classes, modalities) = (header.outputs.map(\.name), header.modalities.map(\.name))
        self.threads = threads ?? Machine.availableProcessors
    }

    private static func encoder(_ header: ModelHeader, _ path: String) throws -> RecordEncoder {
        guard let stored = header.records else { throw WorkflowError.unusableRecords(model: path, reason: "it holds no encodings of tables") }
        guard let encoder = try? JSONDecoder().decode(RecordEncoder.self, from: JSONEncoder().encode(stored)) else {
            throw WorkflowError.unusableRecords(model: path, reason: "its encodings of tables cannot be read")
        }
        let channels = (0..<header.network.modalities).map { header.network.encoder(of: $0).channels }
        guard header.inference.tile.depth == 1, header.inference.tile.height == 1 else {
            throw WorkflowError.unusableRecords(model: path, reason: "its network reads pictures")
        }
        if let fault = encoder.fault(modalities: header.modalities.map(\.name), channels: channels, classes: header.outputs.map(\.name)) {
            throw WorkflowError.unusableRecords(model: path, reason: fault)
        }
        return encoder
    }

    /// Classifies all records of a table and writes what was found, in the table's order.
    ///
    /// - Parameters:
    ///   - isBad: Called with each wrong row, which is left out; nil to throw the first one.
    ///   - progress: Called with the records so far.
    /// - Throws: `RecordsError`; nothing is then written.
    package func run(_ records: TableLocation, to output: TableLocation, overwrite: Bool, isBad: ((RowError) -> Void)? = nil,
                     progress: (Int) throws -> Void = { _ in }) throws -> Summary {
        let columns = PredictionColumns(key: encoder.schema.key, classes: classes)
        if output.isJSON { return try run(records, into: JSONPredictions(output.path, columns, overwrite: overwrite), isBad, progress) }
        guard output.isDatabase else {
            return try run(records, into: CSVPredictions(output.path, columns, overwrite: overwrite), isBad, progress)
        }
        return try run(records, into: SQLitePredictions(output, columns, overwrite: overwrite), isBad, progress)
    }

    private func run<Sink: PredictionSink>(_ records: TableLocation, into sink: Sink, _ isBad: ((RowError) -> Void)?, _ progress: (Int) throws -> Void) throws -> Summary {
        let table = try records.open()
        let parser = try RecordParser(encoder.schema, for: table, labels: .ignored)
        let workers = ClassifierPool { [self] in try makeClassifier() }
        try workers.fill(threads)
        let names = SubsetNames(modalities)
        var summary = Summary()
        try RecordStream(table, parser).forEach(threads: threads) { batch in
            let encoded = encoder.encode(batch)
            return sink.prepare(workers.use { $0.predictions(encoded, names) })
        } deliver: { batch, piece in
            for fault in batch.faults {
                guard let isBad else { throw RecordsError.row(fault) }
                isBad(fault)
            }
            try sink.append(piece)
            summary.records += batch.count
            summary.skipped += batch.faults.count
            try progress(summary.records)
        }
        try sink.publish()
        return summary
    }

    /// The probability of each class for encoded records `[records, classes]`, each with whichever modalities it has.
    package func probabilities(_ records: EncodedBatch) throws -> [Float] {
        let classifier = try ownClassifier ?? makeClassifier()
        ownClassifier = classifier
        return classifier.classify(records).probabilities
    }

    /// One for a thread of its own.
    private func makeClassifier() throws -> RecordClassifier {
        let (tile, model) = (model.header.inference.tile, model)
        let weights = Dictionary(uniqueKeysWithValues: try model.header.tensors.keys.map { ($0, try model.floats($0)) })
        return try RecordClassifier(model.header.network, weights: { weights[$0]! }, axes: .table, batchSize: tile.width, machine: Machine(threads: 1))
    }
}
