/// Records as numbers that a network reads.
package struct EncodedBatch: Sendable {
    package var keys: [String] = []
    /// Indices into the schema's classes `[records]`; empty where labels were not read.
    package var labels: [Int] = []
    package var modalities: [Modality]

    /// One modality of all records.
    package struct Modality: Sendable {
        package let name: String
        package let featureCount: Int
        /// `[records, features]`; 0 where the modality is absent.
        package var features: [Float] = []
        /// Whether the modality has a value at all `[records]`.
        package var isPresent: [Bool] = []
        /// How many values of each categorical column training did not meet; empty where that was not counted.
        package var unmet: [Int] = []

        package init(name: String, featureCount: Int) { (self.name, self.featureCount) = (name, featureCount) }

        /// The features of a record.
        package subscript(record: Int) -> ArraySlice<Float> { features[record * featureCount..<(record + 1) * featureCount] }
    }

    package init(_ modalities: [Modality]) { self.modalities = modalities }

    /// The number of records.
    package var count: Int { keys.count }

    /// Some of the records, in the order given.
    package subscript(rows: [Int]) -> EncodedBatch {
        var result = self
        result.keys = rows.map { keys[$0] }
        if !labels.isEmpty { result.labels = rows.map { labels[$0] } }
        for index in modalities.indices {
            result.modalities[index].features = rows.flatMap { modalities[index][$0] }
            result.modalities[index].isPresent = rows.map { modalities[index].isPresent[$0] }
        }
        return result
    }

    /// Adds records of the same modalities at the end.
    package mutating func append(_ other: EncodedBatch) {
        keys += other.keys
        labels += other.labels
        for index in modalities.indices {
            precondition(modalities[index].featureCount == other.modalities[index].featureCount, "batches of different encodings")
            modalities[index].features += other.modalities[index].features
            modalities[index].isPresent += other.modalities[index].isPresent
        }
    }
}
