/// One-hot encoding of a category.
package struct CategoricalEncoding: Sendable, Hashable, Codable {
    /// The categories of the training records, in the order of the alphabet.
    package var categories: [String]
    /// How often each was met among the values: the mean of their codes, which takes the place of a missing one and of one that training
    /// did not meet. A slot of its own for these would have weights that nothing has trained.
    package var frequencies: [Float]

    /// Fits to training values, of which empty ones are missing.
    package init(fitting values: some Sequence<String>) {
        let counts = Dictionary(values.lazy.filter { !$0.isEmpty }.map { ($0, 1) }, uniquingKeysWith: +)
        let total = Float(max(1, counts.values.reduce(0, +)))
        categories = counts.keys.sorted()
        frequencies = categories.map { Float(counts[$0]!) / total }
    }

    /// One slot for each category.
    package var featureCount: Int { categories.count }

    /// Writes the code of a value to features that are 0; whether it is one that training did not meet.
    func encode(_ value: String, into features: UnsafeMutablePointer<Float>) -> Bool {
        if let index = categories.firstIndex(of: value) {
            features[index] = 1
            return false
        }
        for (index, frequency) in frequencies.enumerated() { features[index] = frequency }
        return !value.isEmpty
    }
}
