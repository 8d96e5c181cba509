/// One-hot encoding of a category, with a last slot for those that training did not meet.
package struct CategoricalEncoding: Sendable, Hashable, Codable {
    /// The categories of the training records, in the order of the alphabet.
    package var categories: [String]
    /// How often each was met among the values; they take the place of a missing one (the mean of its one-hot codes).
    package var frequencies: [Float]

    /// Fits to training values, of which empty ones are missing.
    package init(fitting values: some Sequence<String>) {
        let counts = Dictionary(values.lazy.filter { !$0.isEmpty }.map { ($0, 1) }, uniquingKeysWith: +)
        let total = Float(max(1, counts.values.reduce(0, +)))
        categories = counts.keys.sorted()
        frequencies = categories.map { Float(counts[$0]!) / total }
    }

    /// One slot for each category and one for the unknown.
    package var featureCount: Int { categories.count + 1 }

    /// Writes the code of a value to features that are 0.
    func encode(_ value: String, into features: UnsafeMutablePointer<Float>) {
        if value.isEmpty {
            for (index, frequency) in frequencies.enumerated() { features[index] = frequency }
        } else {
            features[categories.firstIndex(of: value) ?? categories.count] = 1
        }
    }
}
