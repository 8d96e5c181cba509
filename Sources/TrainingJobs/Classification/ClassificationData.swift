import Networks
import Records

/// Encoded records in three parts: the weights learn from one, the importance weights from the second, neither from the third.
package struct ClassificationData: Sendable {
    package var training: EncodedBatch
    package var validation: EncodedBatch
    package var test: EncodedBatch
    package var classNames: [String]
    package var axes: RecordAxes
    /// Whether the validation part was divided off the training part, so that another part may take its place.
    package var isDivided = true
    /// How rows of tables become records; nil for samples that are none.
    package var encoder: RecordEncoder?

    package init(training: EncodedBatch, validation: EncodedBatch, test: EncodedBatch, classNames: [String], axes: RecordAxes, encoder: RecordEncoder? = nil) {
        (self.training, self.validation, self.test) = (training, validation, test)
        (self.classNames, self.axes, self.encoder) = (classNames, axes, encoder)
    }

    /// The modalities' names.
    package var modalities: [String] { training.modalities.map(\.name) }
}

extension ClassificationData {
    /// Divides a table's records and encodes them: encodings are fitted to the training part alone.
    ///
    /// - Throws: `TrainingJobError.tooFewRecords` where a class has no training record.
    package init(_ records: RecordBatch, schema: Schema, settings: ClassificationSettings) throws(TrainingJobError) {
        let parts = StratifiedSplit.parts(records.labels, fractions: settings.fractions, seed: settings.seed)
        try self.init(records, schema: schema, parts: parts, settings: settings)
    }

    /// The same with given parts: rows for training, validation and test.
    package init(_ records: RecordBatch, schema: Schema, parts: [[Int]], settings: ClassificationSettings) throws(TrainingJobError) {
        precondition(parts.count == 3, "\(parts.count) parts, expected 3")
        for (index, name) in schema.classes.enumerated() {
            let found = parts[0].count { records.labels[$0] == index }
            guard found > 0 else { throw .tooFewRecords(className: name, found: found, needed: 1) }
        }
        let encoder = RecordEncoder(fitting: records, schema: schema, rows: parts[0], scaling: settings.scaling)
        let encoded = encoder.encode(records)
        if let empty = encoder.modalities.first(where: { $0.featureCount == 0 }) { throw .emptyModality(empty.name) }
        var training = encoded[parts[0]]
        if settings.oversampling, !schema.readsSignals { training.append(SMOTE(neighbours: settings.neighbours).synthesise(training, seed: settings.seed)) }
        self.init(training: training, validation: encoded[parts[1]], test: encoded[parts[2]], classNames: schema.classes, axes: schema.readsSignals ? .signals : .table, encoder: encoder)
    }
}

extension RecordAxes {
    /// Those of pictures and sounds.
    static var signals: RecordAxes {
        precondition(SignalKind.pictureSize == RecordNetwork.pictureSize, "pictures of \(SignalKind.pictureSize), expected \(RecordNetwork.pictureSize)")
        return .pictures(height: RecordNetwork.pictureSize, width: RecordNetwork.pictureSize)
    }
}
