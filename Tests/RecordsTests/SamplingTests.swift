import Records
import Testing

@Suite struct SamplingTests {
    private let labels = (0..<200).map { $0 % 10 == 0 ? 2 : $0 % 2 }

    @Test func aSplitKeepsTheClassesShares() {
        let parts = StratifiedSplit.parts(labels, fractions: [0.7, 0.15, 0.15], seed: 3)
        #expect(parts.joined().sorted() == Array(0..<200))
        for (label, count) in [(0, 80), (1, 100), (2, 20)] {
            #expect(parts.map { part in part.count { labels[$0] == label } } == [count * 70 / 100, count * 15 / 100, count * 15 / 100])
        }
        #expect(parts == StratifiedSplit.parts(labels, fractions: [0.7, 0.15, 0.15], seed: 3))
        #expect(parts != StratifiedSplit.parts(labels, fractions: [0.7, 0.15, 0.15], seed: 4))
    }

    @Test(arguments: 1...9) func smallClassesLoseNobody(count: Int) {
        let parts = StratifiedSplit.parts(Array(repeating: 0, count: count), fractions: [0.7, 0.15, 0.15], seed: 1)
        #expect(parts.joined().sorted() == Array(0..<count) && !parts[0].isEmpty)
    }

    @Test func foldsAreDisjointAndEven() throws {
        let folds = try StratifiedSplit.folds(labels, count: 7, classNames: ["a", "b", "c"], seed: 3)
        #expect(folds.joined().sorted() == Array(0..<200) && folds.allSatisfy { 28...29 ~= $0.count })
        for label in 0..<3 {
            let counts = folds.map { fold in fold.count { labels[$0] == label } }
            #expect(counts.max()! - counts.min()! <= 1)
        }
        #expect(throws: RecordsError.tooFewRecords(className: "c", found: 20, expected: 21)) {
            try StratifiedSplit.folds(labels, count: 21, classNames: ["a", "b", "c"], seed: 3)
        }
    }
}

@Suite struct SMOTETests {
    /// Class 0 has 8 records on a line of modality a; class 1 has 3, of which the last lacks a.
    private var records: EncodedBatch {
        var batch = EncodedBatch([.init(name: "a", featureCount: 2), .init(name: "b", featureCount: 1)])
        batch.labels = Array(repeating: 0, count: 8) + [1, 1, 1]
        batch.keys = batch.labels.indices.map(String.init)
        batch.modalities[0].features = (0..<8).flatMap { [Float($0), 0] } + [10, 20, 14, 28, 0, 0]
        batch.modalities[0].isPresent = Array(repeating: true, count: 10) + [false]
        batch.modalities[1].features = Array(repeating: 0, count: 8) + [1, 2, 4]
        batch.modalities[1].isPresent = Array(repeating: true, count: 11)
        return batch
    }

    @Test func theSmallClassGrowsBetweenItsOwnRecords() {
        let made = SMOTE().synthesise(records, seed: 5)
        #expect(made.labels == [1, 1, 1, 1, 1] && made.keys.allSatisfy(\.isEmpty))
        for index in 0..<made.count {
            let (a, b) = (made.modalities[0][index], made.modalities[1][index])
            // On the line from (10, 20) to (14, 28), and absent where the record that it starts from has none.
            if made.modalities[0].isPresent[index] { #expect(abs(a.last! - 2 * a.first!) < 1e-5 && 10...14 ~= a.first!) } else { #expect(a.allSatisfy { $0 == 0 }) }
            #expect(1...4 ~= b.first! && made.modalities[1].isPresent[index])
        }
        #expect(made.modalities[0].isPresent == [true, true, false, true, true])
    }

    @Test func onlyTheNearestArePartners() {
        var batch = EncodedBatch([.init(name: "a", featureCount: 1)])
        batch.labels = Array(repeating: 0, count: 300) + Array(repeating: 1, count: 20)
        batch.keys = batch.labels.map(String.init)
        batch.modalities[0].features = batch.labels.indices.map { Float($0 * $0) }
        batch.modalities[0].isPresent = batch.labels.map { _ in true }
        let made = SMOTE(neighbours: 1).synthesise(batch, seed: 2)
        #expect(made.count == 280)
        for (index, value) in made.modalities[0].features.enumerated() {
            // On a parabola the nearest other record is the one before, for the first the one behind.
            let base = 300 + index % 20
            let partner = base == 300 ? 301 : base - 1
            let range = [base, partner].map { Float($0 * $0) }
            #expect(value >= range.min()! && value <= range.max()!)
        }
    }

    @Test func seedsAndLonelyRecords() {
        #expect(SMOTE().synthesise(records, seed: 5).modalities[1].features == SMOTE().synthesise(records, seed: 5).modalities[1].features)
        #expect(SMOTE().synthesise(records, seed: 5).modalities[1].features != SMOTE().synthesise(records, seed: 6).modalities[1].features)
        let lonely = records[[0, 1, 2, 8]]
        #expect(SMOTE().synthesise(lonely, seed: 1).modalities[0].features == [10, 20, 10, 20])
        #expect(SMOTE().synthesise(records[[]], seed: 1).count == 0)
    }
}
