/// Where the columns of a schema's modalities lie in a batch.
package struct RecordLayout: Sendable, Hashable {
    /// Numeric columns, modality by modality.
    package let numbers: [String]
    /// Categorical columns and genotypes, modality by modality.
    package let texts: [String]
    let modalities: [Place]

    /// One modality's columns.
    struct Place: Sendable, Hashable {
        var numbers: Range<Int>
        var categories: Range<Int>
        var genotypes: Range<Int>

        /// Where the columns go, in the order of `Schema.Modality.columns`.
        var targets: [RecordParser.Target] {
            numbers.map { .init(kind: .number, slot: $0) } + categories.map { .init(kind: .category, slot: $0) }
                + genotypes.map { .init(kind: .genotype, slot: $0) }
        }
    }

    /// - Parameter schema: One without `*`.
    package init(_ schema: Schema) {
        var (numbers, texts, places): ([String], [String], [Place]) = ([], [], [])
        for modality in schema.modalities {
            let categories = texts.count..<texts.count + modality.categorical.count
            let genotypes = categories.upperBound..<categories.upperBound + modality.genotype.count
            places.append(Place(numbers: numbers.count..<numbers.count + modality.numeric.count, categories: categories, genotypes: genotypes))
            numbers += modality.numeric
            texts += modality.categorical + modality.genotype
        }
        (self.numbers, self.texts, modalities) = (numbers, texts, places)
    }
}
