import Foundation
import Records
import Tensors
import Testing

@Suite struct EncodingTests {
    private let table = Table("""
        id,class,x,y,sex,apoe
        a,no,0,5,m,E3E4
        b,yes,10,5,f,E3E3
        c,no,,5,m,E2E3
        d,no,4,,,
        e,yes,,,f,E4E4
        f,yes,30,6,other,E1E3
        """)

    /// Fitted to a to d; e and f are seen by no fit.
    private func encoded() throws -> (RecordEncoder, EncodedBatch) {
        let batch = try table.records(.small, labels: .required)
        let encoder = RecordEncoder(fitting: batch, schema: .small, rows: [0, 1, 2, 3])
        return (encoder, encoder.encode(batch))
    }

    @Test func numbersAreScaledAndMissingOnesAreTheMean() throws {
        let a = try encoded().1.modalities[0]
        // x from 0 to 10, mean 14/3; y is constant. Beyond the training range values go beyond ±1.
        let mean: Float = 14 / 3
        #expect(zip(a[0], [-1, 0]).allSatisfy { $0 == $1 } && Array(a[1]) == [1, 0] && a[5].first == 5)
        #expect(abs(a[2].first! - (mean / 5 - 1)) < 1e-6 && a[3].last == 0)
        #expect(a.isPresent == [true, true, true, true, false, true] && Array(a[4]) == [0, 0])
    }

    /// Of 1, 2, 6 and 7 the mean is 4 and the standard deviation √6.5, whatever is added to all of them; five deviations become 1.
    @Test(arguments: [0, 1e5] as [Float]) func numbersAreScaledByTheirDeviation(shift: Float) throws {
        let encoding = NumericEncoding(fitting: [1, 2, .nan, 6, 7].map { $0 + shift }, scaling: .deviation)
        let unit = 5 * Float(6.5).squareRoot()
        for (value, expected) in [(1, -3), (4, 0), (7, 3), (4 + unit, 1), (.nan, 0)] as [(Float, Float)] {
            let scaled = encoding.encode(value + shift), wanted = expected == 1 ? 1 : expected / unit
            #expect(abs(scaled - wanted) < (shift == 0 ? 1e-6 : 1e-3), "\(value) becomes \(scaled), expected \(wanted)")
        }
        #expect(NumericEncoding(fitting: [3, 3] as [Float], scaling: .deviation).encode(5) == 0)
        #expect(NumericEncoding(fitting: [Float.nan], scaling: .deviation).encode(5) == 0)
    }

    /// Dosages of alleles are scaled with the numbers; an encoder whose file says nothing of deviations scales by the range.
    @Test func anEncoderScalesByDeviation() throws {
        let batch = try table.records(.small, labels: .required)
        let encoder = RecordEncoder(fitting: batch, schema: .small, rows: [0, 1, 2, 3], scaling: .deviation)
        let encoded = encoder.encode(batch)
        // y is constant; E2 is counted once in three known genotypes.
        #expect(abs(encoded.modalities[0][0][0] - -(14.0 / 3) / (5 * Float(152).squareRoot() / 3)) < 1e-6 && encoded.modalities[0][0].last == 0)
        #expect(abs(encoded.modalities[1][2].suffix(2).first! - Float(2).squareRoot() / 5) < 1e-6)
        #expect(try JSONDecoder().decode(RecordEncoder.self, from: JSONEncoder().encode(encoder)) == encoder)
        let old = Data(#"{"minimum":0,"maximum":4,"mean":1}"#.utf8)
        #expect(try JSONDecoder().decode(NumericEncoding.self, from: old).encode(4) == 1)
    }

    @Test func categoriesThatTrainingDidNotMeetAreAsMissing() throws {
        let b = try encoded().1.modalities[1]
        // f, m; others as often as training had them.
        #expect(Array(b[0].prefix(2)) == [0, 1] && Array(b[1].prefix(2)) == [1, 0] && Array(b[5].prefix(2)) == [1 / 3, 2 / 3] && b.unmet == [1])
        #expect(b.isPresent == [true, true, true, false, true, true] && b[3].allSatisfy { $0 == 0 })
        var schema = Schema.small
        schema.modalities = [.init(name: "b", categorical: ["sex", "id"])]
        (schema.key, schema.label) = (nil, nil)
        let batch = try table.records(schema)
        let missing = RecordEncoder(fitting: batch, schema: schema, rows: [0, 1, 2]).encode(batch).modalities[0]
        #expect(Array(missing[3].prefix(2)) == [1 / 3, 2 / 3] && missing[3].suffix(3).allSatisfy { $0 == 1 / 3 })
    }

    /// Encodings of versions that had a last feature for categories that training did not meet.
    @Test func olderEncodingsKeepTheirFeatures() throws {
        let old = Data(#"{"categories":["f","m"],"frequencies":[0.25,0.75]}"#.utf8)
        let encoding = try JSONDecoder().decode(CategoricalEncoding.self, from: old)
        #expect(encoding.featureCount == 3)
        #expect(try JSONDecoder().decode(CategoricalEncoding.self, from: JSONEncoder().encode(encoding)) == encoding)
    }

    @Test func allelesAreCountedAgainstTheCommonest() throws {
        let (encoder, batch) = try encoded()
        let genotype = encoder.modalities[1].genotype[0]
        #expect(genotype.reference == "E3" && genotype.counted == ["E2", "E4"])
        // Dosages of E2 and E4 in training: 0 0 1 and 1 0 0; E4E4 has twice what training met, E1 was never met.
        let b = batch.modalities[1]
        #expect(Array(b[0].suffix(2)) == [-1, 1] && Array(b[2].suffix(2)) == [1, -1] && Array(b[4].suffix(2)) == [-1, 3])
        #expect(b[5].suffix(2).allSatisfy { abs($0 + 1 / 3) < 1e-6 })
    }

    @Test func nothingIsFittedToOtherRows() throws {
        let batch = try table.records(.small, labels: .required)
        let others = Table("id,class,x,y,sex,apoe\na,no,0,5,m,E3E4\nb,yes,10,5,f,E3E3\nc,no,,5,m,E2E3\nd,no,4,,,\ne,no,-900,1e9,z,A/G\n")
        let changed = try others.records(.small, labels: .required)
        #expect(RecordEncoder(fitting: batch, schema: .small, rows: [0, 1, 2, 3]) == RecordEncoder(fitting: changed, schema: .small, rows: [0, 1, 2, 3]))
    }

    @Test func anEncoderSurvivesJSON() throws {
        let (encoder, batch) = try encoded()
        let again = try JSONDecoder().decode(RecordEncoder.self, from: JSONEncoder().encode(encoder))
        #expect(again == encoder)
        let features = again.encode(try table.records(.small, labels: .required)).modalities.map(\.features)
        #expect(features == batch.modalities.map(\.features))
    }

    @Test func aColumnThatTrainingNeverMet() throws {
        let table = Table("x,y,z\n1,,5\n2,,6\n3,4,7\n")
        let batch = try table.records(.numeric("x", "y", "z"))
        let encoded = RecordEncoder(fitting: batch, schema: .numeric("x", "y", "z"), rows: [0, 1]).encode(batch)
        #expect(encoded.modalities[0].features == [-1, 0, -1, 1, 0, 1, 3, 0, 3])
    }
}

@Suite struct LinkagePruningTests {
    private func dosages(_ count: Int, _ frequency: Float, seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in (generator.chance(frequency) ? 1 : 0) + (generator.chance(frequency) ? 1 : 0) }
    }

    @Test func ofTwoThatCorrelateTheRarerGoes() {
        let common = dosages(400, 0.4, seed: 1), apart = dosages(400, 0.3, seed: 2)
        // The same with some alleles lost: still correlated, and rarer.
        let rarer = common.enumerated().map { $0.offset % 5 == 0 ? 0 : $0.element }
        #expect(LinkagePruning().kept([[common], [apart], [rarer]]) == [true, true, false])
        #expect(LinkagePruning().kept([[rarer], [common], [apart]]) == [false, true, true])
        #expect(LinkagePruning(limit: 1).kept([[rarer], [common], [apart]]) == [true, true, true])
    }

    @Test func onlyPlacesInOneWindowAreCompared() {
        let same = dosages(300, 0.4, seed: 3)
        var places = (100..<160).map { [dosages(300, 0.3, seed: $0)] }
        (places[0], places[52]) = ([same], [same])
        #expect(LinkagePruning(limit: 0.2).kept(places)[52])
        #expect(!LinkagePruning(window: 60, limit: 0.2).kept(places)[52])
        places[49] = [same]
        #expect(!LinkagePruning(limit: 0.2).kept(places)[49])
    }

    @Test func missingAndConstantDosages() {
        var gappy = dosages(400, 0.4, seed: 1)
        let whole = gappy
        for index in stride(from: 0, to: 400, by: 3) { gappy[index] = .nan }
        #expect(LinkagePruning().kept([[whole], [gappy]]).filter { $0 }.count == 1)
        #expect(LinkagePruning().kept([[Array(repeating: 1, count: 9)], [Array(repeating: .nan, count: 9)], []]) == [true, true, true])
        #expect(LinkagePruning().kept([]).isEmpty)
    }
}
