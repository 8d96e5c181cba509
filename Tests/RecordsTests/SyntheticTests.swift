import Foundation
import Records
import TestSupport
import Testing

@Suite struct SyntheticTests {
    /// Φ(D/2) for two classes; chance for no distance; certainty for a large one.
    @Test func closedForms() {
        for distance in [0, 0.5, 1, 2, 3.7] {
            #expect(abs(BayesAccuracy.accuracy(distance: distance, classes: 2) - erfc(-distance / 2 / 2.0.squareRoot()) / 2) < 1e-12)
        }
        for classes in 2...10 { #expect(abs(BayesAccuracy.accuracy(distance: 0, classes: classes) - 1 / Double(classes)) < 1e-12) }
        #expect(abs(BayesAccuracy.accuracy(distance: 20, classes: 5) - 1) < 1e-12)
    }

    /// Who knows the means is right as often as the formula says, within four standard errors.
    @Test func theBestClassifierReachesIt() throws {
        let (synthetic, scratch, count) = (SyntheticRecords.graded(seed: 11), Scratch(), 20_000)
        try synthetic.write(count, to: scratch.file("records.csv"), overwrite: false)
        let source = try CSVFile(scratch.file("records.csv"))
        let batch = try RecordStream(source, RecordParser(synthetic.schema, for: source, labels: .required)).all(threads: 2)
        let means = synthetic.means()
        var (right, absent) = (0, Array(repeating: 0, count: 4))
        for row in 0..<count {
            let values = batch.numbers[row * 32..<(row + 1) * 32]
            for modality in 0..<4 where values.dropFirst(modality * 8).first!.isNaN { absent[modality] += 1 }
            let distances = (0..<3).map { label in
                zip(values, means.flatMap { $0[label] }).reduce(Float(0)) { $1.0.isNaN ? $0 : $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            }
            if distances.firstIndex(of: distances.min()!) == batch.labels[row] { right += 1 }
        }
        let (accuracy, bayes) = (Double(right) / Double(count), synthetic.bayesAccuracy)
        #expect(abs(accuracy - bayes) < 4 * (bayes * (1 - bayes) / Double(count)).squareRoot(), "\(accuracy), expected \(bayes)")
        // P(absent | not all are) = (m − Π) / (1 − Π) with Π = 0.3 · 0.4 · 0.5 · 0.7.
        for (found, missing) in zip(absent, [0.3, 0.4, 0.5, 0.7]) { #expect(abs(Double(found) / Double(count) - (missing - 0.042) / 0.958) < 0.015) }
    }

    @Test func theSeedDecides() throws {
        let scratch = Scratch()
        try SyntheticRecords.graded(seed: 1).write(20, to: scratch.file("a"), overwrite: false)
        try SyntheticRecords.graded(seed: 1).write(10, to: scratch.file("b"), overwrite: false)
        try SyntheticRecords.graded(seed: 2).write(20, to: scratch.file("c"), overwrite: false)
        #expect(scratch.bytes("a").starts(with: scratch.bytes("b")) && scratch.bytes("a") != scratch.bytes("c"))
        #expect(throws: RecordsError.output(.exists(path: scratch.file("a")))) { try SyntheticRecords.graded().write(1, to: scratch.file("a"), overwrite: false) }
        var inferred = try Schema.inferred(from: CSVFile(scratch.file("a")))
        inferred.missing = Schema().missing
        #expect(inferred == SyntheticRecords.graded().schema)
    }
}
