import Tensors

/// Made records whose best possible accuracy is known, with modalities that tell more or less of the class and are missing at random.
///
/// In modality m of p columns a record of class k is drawn from N(μ_k, I), μ_k = d/√2 · u_k with orthonormal directions u_k drawn from the
/// seed, so that any two classes are d apart. Over a subset S of modalities they are D = √(Σ d_m²) apart, whatever the columns.
package struct SyntheticRecords: Sendable, Hashable {
    package var modalities: [Modality]
    package var classCount = 3
    package var seed: UInt64 = 1

    package struct Modality: Sendable, Hashable {
        package var name: String
        /// p, at least the number of classes.
        package var columns: Int
        /// d: the distance of any two class means in standard deviations; 0 for a modality that tells nothing.
        package var separation: Double
        /// Probability that a record lacks the modality.
        package var missing: Double

        package init(name: String, columns: Int, separation: Double, missing: Double) {
            (self.name, self.columns, self.separation, self.missing) = (name, columns, separation, missing)
        }
    }

    package init(_ modalities: [Modality], classCount: Int = 3, seed: UInt64 = 1) {
        precondition(modalities.allSatisfy { $0.columns >= classCount && $0.missing < 1 }, "a modality of fewer columns than classes, or always missing")
        (self.modalities, self.classCount, self.seed) = (modalities, classCount, seed)
    }

    /// One informative, one middling and one weak modality, and one that tells nothing, missing in 30, 40, 50 and 70 % of the records.
    package static func graded(columns: Int = 8, seed: UInt64 = 1) -> SyntheticRecords {
        SyntheticRecords([
            Modality(name: "strong", columns: columns, separation: 3, missing: 0.3),
            Modality(name: "middling", columns: columns, separation: 2, missing: 0.4),
            Modality(name: "weak", columns: columns, separation: 1, missing: 0.5),
            Modality(name: "noise", columns: columns, separation: 0, missing: 0.7),
        ], seed: seed)
    }

    /// The accuracy that no classifier can pass in the long run, given a subset of the modalities.
    package func bayesAccuracy(of subset: [Bool]) -> Double {
        let squares = zip(modalities, subset).reduce(0) { $0 + ($1.1 ? $1.0.separation * $1.0.separation : 0) }
        return BayesAccuracy.accuracy(distance: squares.squareRoot(), classes: classCount)
    }

    /// The same over records as they are drawn: the mean over the subsets but the empty one, by their probability.
    package var bayesAccuracy: Double {
        var (sum, total) = (0.0, 0.0)
        for code in 1..<1 << modalities.count {
            let subset = modalities.indices.map { code >> $0 & 1 == 1 }
            let probability = zip(modalities, subset).reduce(1) { $0 * ($1.1 ? 1 - $1.0.missing : $1.0.missing) }
            sum += probability * bayesAccuracy(of: subset)
            total += probability
        }
        return sum / total
    }

    /// The columns' meaning in the CSV file.
    package var schema: Schema {
        var schema = Schema()
        (schema.key, schema.label, schema.classes) = ("id", "class", (1...classCount).map { "class\($0)" })
        schema.modalities = modalities.map { modality in
            Schema.Modality(name: modality.name, numeric: (1...modality.columns).map { "\(modality.name).\($0)" })
        }
        return schema
    }

    /// The class means `[modalities][classes][columns]`.
    package func means() -> [[[Float]]] {
        modalities.enumerated().map { index, modality in
            var generator = SeededGenerator(seed: seed, stream: UInt64(index))
            let length = Float(modality.separation / 2.0.squareRoot())
            return SyntheticRecords.directions(classCount, modality.columns, &generator).map { $0.map { $0 * length } }
        }
    }

    /// Orthonormal directions, by Gram and Schmidt.
    private static func directions(_ count: Int, _ dimensions: Int, _ generator: inout SeededGenerator) -> [[Float]] {
        var directions: [[Float]] = []
        for _ in 0..<count {
            var direction = (0..<dimensions).map { _ in generator.normal() }
            for other in directions {
                let overlap = zip(direction, other).reduce(0) { $0 + $1.0 * $1.1 }
                direction = zip(direction, other).map { $0 - overlap * $1 }
            }
            let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
            directions.append(direction.map { $0 / length })
        }
        return directions
    }
}
