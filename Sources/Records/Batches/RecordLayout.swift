/// Where the columns of a schema's modalities lie in a batch.
package struct RecordLayout: Sendable, Hashable {
    /// The column of each number, modality by modality: each numeric column once, one of files once for each number of a signal.
    package let numbers: [String]
    /// Categorical columns and genotypes, modality by modality.
    package let texts: [String]
    let modalities: [Place]

    /// One modality's columns.
    struct Place: Sendable, Hashable {
        var numbers: Range<Int>
        var categories: Range<Int>
        var genotypes: Range<Int>
        /// What the numbers are of, where they come from files.
        var signal: SignalKind?

        /// Where the columns go, in the order of `Schema.Modality.columns`.
        var targets: [RecordParser.Target] {
            if let signal { return [.init(kind: .signal, slot: numbers.lowerBound, signal: signal)] }
            return numbers.map { .init(kind: .number, slot: $0) } + categories.map { .init(kind: .category, slot: $0) }
                + genotypes.map { .init(kind: .genotype, slot: $0) }
        }
    }

    /// - Parameter schema: One without `*`.
    package init(_ schema: Schema) {
        var (numbers, texts, places): ([String], [String], [Place]) = ([], [], [])
        for modality in schema.modalities {
            let categories = texts.count..<texts.count + modality.categorical.count
            let genotypes = categories.upperBound..<categories.upperBound + modality.genotype.count
            let own = modality.signal.map { Array(repeating: modality.columns[0], count: $0.numberCount) } ?? modality.numeric
            places.append(Place(numbers: numbers.count..<numbers.count + own.count, categories: categories, genotypes: genotypes, signal: modality.signal))
            numbers += own
            texts += modality.categorical + modality.genotype
        }
        (self.numbers, self.texts, modalities) = (numbers, texts, places)
    }
}
