import Foundation
import Networks
import Records

/// Classifiers that threads take in turn, each used by one thread at a time.
final class ClassifierPool: @unchecked Sendable {
    private let make: () throws -> RecordClassifier
    private let lock = NSLock()
    private var free: [RecordClassifier] = []

    init(make: @escaping () throws -> RecordClassifier) { self.make = make }

    /// Makes this many, so that as many threads never wait for one.
    func fill(_ count: Int) throws { free = try (0..<count).map { _ in try make() } }

    func use<Result>(_ body: (RecordClassifier) -> Result) -> Result {
        guard let classifier = lock.withLock({ free.popLast() }) else { preconditionFailure("more threads than classifiers") }
        defer { lock.withLock { free.append(classifier) } }
        return body(classifier)
    }
}

/// The names of subsets and of what they lack.
struct SubsetNames: Sendable {
    let modalities: [String]

    init(_ modalities: [String]) { self.modalities = modalities }

    func used(_ subset: ModalitySubset) -> String { subset.name(modalities) }

    func imputed(_ subset: ModalitySubset) -> String { ModalitySubset(modalities.indices.filter { !subset.contains($0) }).name(modalities) }
}

extension RecordClassifier {
    /// The predictions of some records.
    func predictions(_ records: EncodedBatch, _ names: SubsetNames) -> Predictions {
        let (subsets, probabilities) = classify(records)
        var texts: [UInt32: (used: String, imputed: String)] = [:]
        for subset in subsets where texts[subset.mask] == nil { texts[subset.mask] = (names.used(subset), names.imputed(subset)) }
        let predicted = subsets.indices.map { record -> Int in
            let row = probabilities[record * classes..<(record + 1) * classes]
            return row.indices.max { (row[$0], $1) < (row[$1], $0) }! - row.startIndex
        }
        return Predictions(keys: records.keys, predicted: predicted, probabilities: probabilities,
                           used: subsets.map { texts[$0.mask]!.used }, imputed: subsets.map { texts[$0.mask]!.imputed })
    }
}
