/// One-hot encoding of a category.
package struct CategoricalEncoding: Sendable, Hashable, Codable {
    /// The categories of the training records, in the order of the alphabet.
    package var categories: [String]
    /// How often each was met among the values: the mean of their codes, which takes the place of a missing one and of one that training
    /// did not meet. A slot of its own for these would have weights that nothing has trained.
    package var frequencies: [Float]
    /// Features: one for each category, and in models of versions that did not store the number a last one, which is 0.
    private let slots: Int

    /// Fits to training values, of which empty ones are missing.
    package init(fitting values: some Sequence<String>) {
        let counts = Dictionary(values.lazy.filter { !$0.isEmpty }.map { ($0, 1) }, uniquingKeysWith: +)
        let total = Float(max(1, counts.values.reduce(0, +)))
        categories = counts.keys.sorted()
        frequencies = categories.map { Float(counts[$0]!) / total }
        slots = categories.count
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        categories = try container.decode([String].self, forKey: .categories)
        frequencies = try container.decode([Float].self, forKey: .frequencies)
        slots = try container.decodeIfPresent(Int.self, forKey: .slots) ?? categories.count + 1
    }

    package var featureCount: Int { slots }

    /// What keeps an encoding that was read from a file from encoding; nil if nothing does.
    var fault: String? {
        guard categories.count == frequencies.count, frequencies.allSatisfy(\.isFinite) else { return "a category lacks its frequency" }
        return (categories.count...categories.count + 1).contains(slots) ? nil : "categories and features differ in number"
    }

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
