import Tensors

/// Synthetic minority oversampling (Chawla et al. 2002): new records between records of a small class and their neighbours.
///
/// Give it encoded training records only; what is made from a record must not meet that record in another part of the data.
/// Where modalities are absent, the distance of two records is the mean over the modalities that both have of the mean squared
/// difference of their features; a new record has the modalities of the one it starts from, and what the neighbour lacks is copied.
package struct SMOTE: Sendable, Hashable {
    /// k: how many nearest records of the same class a partner is drawn from.
    package var neighbours = 5

    package init(neighbours: Int = 5) {
        precondition(neighbours > 0, "\(neighbours) neighbours, expected 1 or more")
        self.neighbours = neighbours
    }

    /// New records, with empty keys, that bring every class up to the size of the largest.
    package func synthesise(_ records: EncodedBatch, seed: UInt64) -> EncodedBatch {
        precondition(records.labels.count == records.count, "\(records.labels.count) labels for \(records.count) records")
        let classes = Dictionary(grouping: records.labels.indices) { records.labels[$0] }.sorted { $0.key < $1.key }
        let largest = classes.map(\.value.count).max() ?? 0
        var synthetic = records[[]]
        for (label, members) in classes {
            var generator = SeededGenerator(seed: seed, stream: UInt64(label))
            let missing = largest - members.count
            // Of the largest class nothing is made, and distances between all pairs of a large class take long.
            let partners = members.prefix(missing).map { nearest(to: $0, among: members, records) }
            for index in 0..<missing {
                let base = index % members.count
                let partner = partners[base].randomElement(using: &generator) ?? members[base]
                SMOTE.append(members[base], partner, generator.uniform(), records, to: &synthetic)
            }
        }
        return synthetic
    }

    /// x + t (x' − x) for each modality.
    private static func append(_ base: Int, _ partner: Int, _ t: Float, _ records: EncodedBatch, to synthetic: inout EncodedBatch) {
        synthetic.keys.append("")
        synthetic.labels.append(records.labels[base])
        for (index, modality) in records.modalities.enumerated() {
            let t = modality.isPresent[partner] ? t : 0
            synthetic.modalities[index].isPresent.append(modality.isPresent[base])
            synthetic.modalities[index].features += zip(modality[base], modality[partner]).map { modality.isPresent[base] ? $0 + t * ($1 - $0) : 0 }
        }
    }

    private func nearest(to record: Int, among members: [Int], _ records: EncodedBatch) -> [Int] {
        let distances = members.compactMap { other -> (distance: Float, record: Int)? in
            guard other != record, let distance = SMOTE.distance(record, other, records) else { return nil }
            return (distance, other)
        }
        return distances.sorted { ($0.distance, $0.record) < ($1.distance, $1.record) }.prefix(neighbours).map(\.record)
    }

    /// Nil if the records have no modality in common.
    private static func distance(_ first: Int, _ second: Int, _ records: EncodedBatch) -> Float? {
        let shared = records.modalities.filter { $0.isPresent[first] && $0.isPresent[second] && $0.featureCount > 0 }
        guard !shared.isEmpty else { return nil }
        let distances = shared.map { modality in
            zip(modality[first], modality[second]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Float(modality.featureCount)
        }
        return distances.reduce(0, +) / Float(shared.count)
    }
}
