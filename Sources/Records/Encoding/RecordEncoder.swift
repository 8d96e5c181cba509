/// Encodes records as they were encoded in training; stored in the model file, so that it reads the same columns in the same way.
///
/// Within a modality that is present a missing value becomes the mean of the training records' values; a modality without any
/// value is absent. Nothing is fitted to records other than those given to ``init(fitting:schema:rows:pruning:scaling:)``.
package struct RecordEncoder: Sendable, Hashable, Codable {
    /// The schema, without `*` and with its classes.
    package var schema: Schema
    package var modalities: [ModalityEncoding]

    /// Fits to the training records of a batch.
    ///
    /// - Parameters:
    ///   - schema: The one that the batch was parsed by.
    ///   - rows: The training records; no other record of the batch has an influence.
    ///   - scaling: Of numbers and of dosages of alleles.
    package init(fitting batch: RecordBatch, schema: Schema, rows: [Int], pruning: LinkagePruning = LinkagePruning(),
                 scaling: NumericEncoding.Scaling = .range) {
        precondition(batch.layout == RecordLayout(schema), "a batch of another schema")
        self.schema = schema
        modalities = zip(schema.modalities, batch.layout.modalities).map { modality, place in
            ModalityEncoding(modality.name, fitting: batch, place, rows: rows, pruning: pruning, scaling: scaling)
        }
    }

    /// The features of all records of a batch, modality by modality.
    package func encode(_ batch: RecordBatch) -> EncodedBatch {
        precondition(batch.layout.modalities.count == modalities.count, "\(batch.layout.modalities.count) modalities, expected \(modalities.count)")
        var encoded = EncodedBatch(zip(modalities, batch.layout.modalities).map { $0.encode(batch, $1) })
        (encoded.keys, encoded.labels) = (batch.keys, batch.labels)
        return encoded
    }
}
