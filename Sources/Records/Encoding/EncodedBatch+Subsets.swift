extension EncodedBatch {
    /// Whether a record has all of some modalities.
    package func has(_ present: [Int], record: Int) -> Bool { present.allSatisfy { modalities[$0].isPresent[record] } }

    /// The modalities that a record has, ascending.
    package func present(record: Int) -> [Int] { modalities.indices.filter { modalities[$0].isPresent[record] } }

    /// The modalities that the records have, added up.
    package var presentCount: Int { modalities.reduce(0) { $0 + $1.isPresent.count { $0 } } }

    /// The same records with no modality but some.
    package func restricted(to kept: [Int]) -> EncodedBatch {
        var result = self
        for index in modalities.indices where !kept.contains(index) {
            result.modalities[index].isPresent = Array(repeating: false, count: count)
        }
        return result
    }
}
