import Files
import Foundation
import Kernels
import ModelFormat
import Networks
import Records
import Tensors

/// Finds the classes of records with one model: of rows of a table, or of pictures and sounds.
package final class ClassificationJob {
    package let classes: [String]
    package let modalities: [String]
    private let model: ModelFile
    private let encoder: RecordEncoder
    private let axes: RecordAxes
    private let batchSize: Int
    private let threads: Int
    /// For records that come encoded.
    private var ownClassifier: RecordClassifier?

    /// What became of a table.
    package struct Summary: Sendable, Hashable {
        package var records = 0
        /// Wrong rows that were left out.
        package var skipped = 0
        /// By column, cells with categories that training did not meet, in whose place the mean of those that it met was taken.
        package var unmet: [String: Int] = [:]

        /// Adds what a batch's modalities hold, whose columns a schema names.
        fileprivate mutating func add(_ found: [[Int]], _ schema: Schema) {
            for (counts, modality) in zip(found, schema.modalities) {
                for (count, column) in zip(counts, modality.categorical) where count > 0 { unmet[column, default: 0] += count }
            }
        }
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
        let tile = Extent(header.inference.tile.depth, header.inference.tile.height, header.inference.tile.width)
        axes = RecordAxes(tile)
        batchSize = axes.records(tile)
        encoder = try ClassificationJob.encoder(header, axes, path)
        (classes, modalities) = (header.outputs.map(\.name), header.modalities.map(\.name))
        self.threads = threads ?? Machine.availableProcessors
    }

    private static func encoder(_ header: ModelHeader, _ axes: RecordAxes, _ path: String) throws -> RecordEncoder {
        guard let stored = header.records else { throw WorkflowError.unusableRecords(model: path, reason: "it holds no encodings of tables") }
        guard let encoder = try? JSONDecoder().decode(RecordEncoder.self, from: JSONEncoder().encode(stored)) else {
            throw WorkflowError.unusableRecords(model: path, reason: "its encodings of tables cannot be read")
        }
        guard encoder.schema.readsSignals == (axes != .table) else {
            throw WorkflowError.unusableRecords(model: path, reason: "its encodings and its network are not of the same kind of records")
        }
        let features = (0..<header.network.modalities).map { axes.features(channels: header.network.encoder(of: $0).channels) }
        if let fault = encoder.fault(modalities: header.modalities.map(\.name), features: features, classes: header.outputs.map(\.name)) {
            throw WorkflowError.unusableRecords(model: path, reason: fault)
        }
        return encoder
    }

    /// Classifies all records of a table, or of folders, and writes what was found, in the table's order.
    ///
    /// - Parameters:
    ///   - isBad: Called with each wrong row, which is left out; nil to throw the first one.
    ///   - progress: Called with the records so far.
    /// - Throws: `RecordsError`; nothing is then written.
    package func run(_ records: RecordSource, to output: TableLocation, overwrite: Bool, isBad: ((RowError) -> Void)? = nil,
                     progress: (Int) throws -> Void = { _ in }) throws -> Summary {
        let (table, schema) = try records.open(for: encoder.schema)
        try refuse(output, reading: table)
        return try run(table, schema, to: output, overwrite, isBad, progress)
    }

    /// The same of delimited text as it arrives, with the names of its columns in the first line.
    package func run(_ text: any ByteSource, to output: TableLocation, overwrite: Bool, isBad: ((RowError) -> Void)? = nil,
                     progress: (Int) throws -> Void = { _ in }) throws -> Summary {
        try run(CSVFile(text), encoder.schema, to: output, overwrite, isBad, progress)
    }

    /// Refuses predictions that would replace the records or the model, however the path is spelled.
    private func refuse(_ output: TableLocation, reading table: any TableSource) throws(WorkflowError) {
        let place = PathPlace.of(output.path)
        let isOtherTable = (table as? SQLiteTable).map { output.isDatabase && $0.name.lowercased() != (output.table ?? SQLitePredictions.tableName).lowercased() } ?? false
        if place == PathPlace.of(model.path) || place == PathPlace.of(table.path) && !isOtherTable { throw .outputIsInput(output.path) }
    }

    private func run(_ table: any TableSource, _ schema: Schema, to output: TableLocation, _ overwrite: Bool, _ isBad: ((RowError) -> Void)?,
                     _ progress: (Int) throws -> Void) throws -> Summary {
        let columns = PredictionColumns(key: schema.key, classes: classes)
        if output.isJSON { return try run(table, schema, into: JSONPredictions(output.path, columns, overwrite: overwrite), isBad, progress) }
        try columns.check(for: output)
        guard output.isDatabase else {
            return try run(table, schema, into: CSVPredictions(output.path, columns, overwrite: overwrite), isBad, progress)
        }
        return try run(table, schema, into: SQLitePredictions(output, columns, overwrite: overwrite), isBad, progress)
    }

    private func run<Sink: PredictionSink>(_ table: any TableSource, _ schema: Schema, into sink: Sink, _ isBad: ((RowError) -> Void)?,
                                           _ progress: (Int) throws -> Void) throws -> Summary {
        let parser = try RecordParser(schema, for: table, labels: .ignored)
        let workers = ClassifierPool { [self] in try makeClassifier() }
        try workers.fill(threads)
        let names = SubsetNames(modalities)
        var summary = Summary()
        try RecordStream(table, parser).forEach(threads: threads) { batch in
            let encoded = encoder.encode(batch)
            return (encoded.modalities.map(\.unmet), sink.prepare(workers.use { $0.predictions(encoded, names) }))
        } deliver: { batch, found in
            let (unmet, piece) = found
            for fault in batch.faults {
                guard let isBad else { throw RecordsError.row(fault) }
                isBad(fault)
            }
            try sink.append(piece)
            summary.records += batch.count
            summary.skipped += batch.faults.count
            summary.add(unmet, schema)
            try progress(summary.records)
        }
        try sink.publish()
        return summary
    }

    /// Whether records name files of pictures or sounds.
    package var readsSignals: Bool { encoder.schema.readsSignals }

    /// What is found of encoded records, each with whichever modalities it has.
    package func predictions(_ records: EncodedBatch) throws -> Predictions {
        let classifier = try ownClassifier ?? makeClassifier()
        ownClassifier = classifier
        return classifier.predictions(records, SubsetNames(modalities))
    }

    /// One for a thread of its own.
    private func makeClassifier() throws -> RecordClassifier {
        let weights = Dictionary(uniqueKeysWithValues: try model.header.tensors.keys.map { ($0, try model.floats($0)) })
        return try RecordClassifier(model.header.network, weights: { weights[$0]! }, axes: axes, batchSize: batchSize, machine: Machine(threads: 1))
    }
}
