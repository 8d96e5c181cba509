/// Dosages of alleles at one place of the genome, scaled as numbers are.
package struct GenotypeEncoding: Sendable, Hashable, Codable {
    /// The alleles that are counted: all of the training records but the commonest; empty where the table itself gives a dosage.
    package var counted: [String]
    /// The commonest allele, which is not counted; nil where the table gives a dosage.
    package var reference: String?
    /// One dosage for each counted allele, or the table's.
    package var dosages: [NumericEncoding]
    /// Whether linkage pruning left the place out, so that it gives no feature.
    package var isPruned = false

    /// Fits to training genotypes, of which empty ones are missing.
    package init(fitting values: [String], scaling: NumericEncoding.Scaling = .range) {
        var counts: [String: Int] = [:]
        for case .alleles(let first, let second)? in values.map(Genotype.init) {
            counts[first, default: 0] += 1
            counts[second, default: 0] += 1
        }
        let alleles = counts.keys.sorted { (counts[$1]!, $0) < (counts[$0]!, $1) }
        reference = alleles.first
        counted = alleles.dropFirst().sorted()
        dosages = []
        dosages = (0..<max(1, counted.count)).map { index in NumericEncoding(fitting: values.map { dosage($0, index) }, scaling: scaling) }
    }

    package var featureCount: Int { isPruned ? 0 : dosages.count }

    /// How many copies of a counted allele a genotype has; NaN if it is missing, or has an allele that training did not meet.
    func dosage(_ value: String, _ index: Int) -> Float {
        switch (Genotype(value), reference) {
        case (.dosage(let dosage), nil): return Float(dosage)
        case (.alleles(let first, let second), let reference?):
            guard [first, second].allSatisfy({ $0 == reference || counted.contains($0) }) else { return .nan }
            guard index < counted.count else { return 0 }
            return (first == counted[index] ? 1 : 0) + (second == counted[index] ? 1 : 0)
        default: return .nan
        }
    }

    /// Writes the scaled dosages of a genotype.
    func encode(_ value: String, into features: UnsafeMutablePointer<Float>) {
        guard !isPruned else { return }
        for (index, encoding) in dosages.enumerated() { features[index] = encoding.encode(dosage(value, index)) }
    }
}
