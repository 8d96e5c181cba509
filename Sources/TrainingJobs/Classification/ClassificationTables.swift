import Foundation
import ModelFormat
import Records

/// The tables that a classifier is trained on, read whole.
package struct ClassificationTables: Sendable {
    package let records: RecordBatch
    package let schema: Schema
    /// Whether nobody gave the schema.
    package let isGuessed: Bool
    /// The rows of the validation and test tables, where these were given.
    private let given: (validation: Range<Int>?, test: Range<Int>?)

    /// Reads tables by a schema.
    ///
    /// - Parameters:
    ///   - data: `FILE` or `FILE:table`; nil where the schema names its files.
    ///   - schemaPath: YAML; nil to guess the schema.
    ///   - validation: A table of its own for the outer problem.
    ///   - test: A table of its own for the evaluation.
    /// - Throws: `RecordsError` for the first thing that is wrong; `TrainingJobError.badModalityName`.
    package init(data: String?, schemaPath: String?, validation: String? = nil, test: String? = nil, threads: Int) throws {
        let source = try ClassificationTables.source(data, schemaPath)
        let schema = try ClassificationTables.schema(data: data, schemaPath: schemaPath)
        isGuessed = schemaPath == nil
        if schema.label == nil { throw RecordsError.noLabel(path: schemaPath ?? data ?? "", isGuessed: isGuessed) }
        if let name = schema.modalities.map(\.name).first(where: { !$0.isModalityName }) { throw TrainingJobError.badModalityName(name) }
        var records = try ClassificationTables.read(source(), schema, threads)
        var ranges: [Range<Int>?] = []
        for other in [validation, test] {
            let start = records.count
            if let other { records.append(try ClassificationTables.read(TableLocation(other).open(), schema, threads)) }
            ranges.append(other == nil ? nil : start..<records.count)
        }
        (self.records, self.schema, self.given) = (records, schema, (ranges[0], ranges[1]))
    }

    /// The settings that a training on such records starts from.
    package var defaults: ClassificationSettings { schema.readsSignals ? .signals : ClassificationSettings() }

    /// The records in parts: what was not given is divided off the first table, in the settings' proportions.
    package func data(_ settings: ClassificationSettings) throws(TrainingJobError) -> ClassificationData {
        let own = 0..<(given.validation?.lowerBound ?? given.test?.lowerBound ?? records.count)
        var fractions = settings.fractions
        if given.validation != nil { fractions[1] = 0 }
        if given.test != nil { fractions[2] = 0 }
        let sum = fractions.reduce(0, +)
        var parts = StratifiedSplit.parts(Array(records.labels[own]), fractions: fractions.map { $0 / sum }, seed: settings.seed)
        if let validation = given.validation { parts[1] = Array(validation) }
        if let test = given.test { parts[2] = Array(test) }
        var data = try ClassificationData(records, schema: schema, parts: parts, settings: settings)
        data.isDivided = given.validation == nil
        return data
    }

    /// The schema that is given, or a guess at the table's, with the table's columns and classes.
    package static func schema(data: String?, schemaPath: String?) throws -> Schema {
        let source = try source(data, schemaPath)
        return try (schemaPath.map(Schema.read) ?? Schema.inferred(from: source())).expanded(for: source()).withClasses(of: source())
    }

    /// What opens the table anew.
    private static func source(_ data: String?, _ schemaPath: String?) throws -> () throws(RecordsError) -> any TableSource {
        if let data { return { () throws(RecordsError) in try TableLocation(data).open() } }
        guard let schemaPath else { throw TrainingJobError.noTable }
        let schema = try Schema.read(schemaPath)
        guard !schema.files.isEmpty else { throw TrainingJobError.noTable }
        let folder = URL(fileURLWithPath: schemaPath).deletingLastPathComponent().path
        return { () throws(RecordsError) in try schema.openFiles(in: folder) }
    }

    private static func read(_ table: any TableSource, _ schema: Schema, _ threads: Int) throws(RecordsError) -> RecordBatch {
        try RecordStream(table, RecordParser(schema, for: table, labels: .required)).all(threads: threads)
    }
}
