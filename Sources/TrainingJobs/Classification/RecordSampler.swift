import Glibc
import Networks
import Records
import Tensors
import Training

/// Draws batches whose records have the same modalities.
struct RecordSampler {
    private let records: EncodedBatch
    private let axes: RecordAxes
    private let loss: CrossEntropyLoss
    /// The records with exactly some modalities, in the order of their masks.
    private let groups: [(present: [Int], records: [Int])]
    /// The records with at least some modalities, by mask.
    private var holders: [UInt32: [Int]] = [:]

    init(_ records: EncodedBatch, axes: RecordAxes, loss: CrossEntropyLoss) {
        (self.records, self.axes, self.loss) = (records, axes, loss)
        groups = Dictionary(grouping: 0..<records.count) { ModalitySubset(records.present(record: $0)).mask }
            .sorted { $0.key < $1.key }.map { (records.present(record: $0.value[0]), $0.value) }
    }

    /// A batch of random records: the modalities are those of a random group, less some that are dropped; the records are all that have these.
    ///
    /// - Parameters:
    ///   - size: Records in the batch; fewer where fewer have the modalities.
    ///   - balance: A group is drawn in proportion to its size^balance.
    ///   - isDropping: Whether 0 to n − 1 of the n modalities are dropped.
    mutating func draw(_ size: Int, balance: Float, isDropping: Bool, _ random: inout SeededGenerator) -> LabelledBatch {
        var present = group(balance, &random)
        if isDropping {
            present.shuffle(using: &random)
            present = present.prefix(Int.random(in: 1...present.count, using: &random)).sorted()
        }
        var candidates = holders(of: present)
        let count = min(size, candidates.count)
        for place in 0..<count { candidates.swapAt(place, Int.random(in: place..<candidates.count, using: &random)) }
        return batch(Array(candidates[..<count]), present)
    }

    /// All records as batches of at most `size`, each with all that it has.
    func all(_ size: Int) -> [LabelledBatch] {
        groups.flatMap { present, members in
            stride(from: 0, to: members.count, by: size).map { batch(Array(members[$0..<min($0 + size, members.count)]), present) }
        }
    }

    private func group(_ balance: Float, _ random: inout SeededGenerator) -> [Int] {
        groups[random.index(weights: groups.map { Float.pow(Float($0.records.count), balance) })].present
    }

    private mutating func holders(of present: [Int]) -> [Int] {
        let mask = ModalitySubset(present).mask
        if let known = holders[mask] { return known }
        let found = groups.filter { Set(present).isSubset(of: $0.present) }.flatMap(\.records).sorted()
        holders[mask] = found
        return found
    }

    private func batch(_ members: [Int], _ present: [Int]) -> LabelledBatch {
        let images = present.map { modality -> (Int, Tensor) in
            let source = records.modalities[modality]
            let image = Tensor(axes.shape(features: source.featureCount, records: members.count), layout: .planar)
            for (place, record) in members.enumerated() {
                source[record].withUnsafeBufferPointer { axes.place($0, record: place, of: members.count, in: image.storage) }
            }
            return (modality, image)
        }
        return LabelledBatch(images: Dictionary(uniqueKeysWithValues: images), labels: members.map { records.labels[$0] }, loss: loss)
    }
}

extension Float {
    fileprivate static func pow(_ base: Float, _ exponent: Float) -> Float { exponent == 1 ? base : exponent == 0 ? 1 : powf(base, exponent) }
}
