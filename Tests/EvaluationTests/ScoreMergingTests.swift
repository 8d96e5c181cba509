import Evaluation
import Imaging
import Tensors
import Testing

/// Tables of scores that are put together from parts.
@Suite struct ScoreMergingTests {
    private func table(_ layout: ScoreTable.Layout, _ names: [String], notes: [String] = []) -> ScoreTable {
        let rows = names.map { name in
            let prediction: [UInt8] = [1, UInt8(name.utf8.count % 2), 0, 0]
            let pair = MaskPair(prediction: prediction, truth: [1, 1, 1, 0], Extent(1, 1, 4), spacing: SIMD3(1, 1, 1))
            let scores = RegionScores(pair, lesionWise: layout == .lesionWise)
            return (name: name, scores: Dictionary(uniqueKeysWithValues: TumourRegion.allCases.map { ($0, scores) }))
        }
        var table = ScoreTable(layout, rows: rows)
        table.notes = notes
        return table
    }

    @Test(arguments: ScoreTable.Layout.allCases) func partsGiveTheWhole(layout: ScoreTable.Layout) throws {
        let names = ["a", "bb", "c,\"d\"", "eeee"]
        let parts = [["c,\"d\"", "a"], [], ["bb", "eeee"]].map { table(layout, $0).csv }
        #expect(try ScoreTable(merging: parts).csv == table(layout, names).csv)
        #expect(try ScoreTable(merging: parts + [parts[0]]).csv == table(layout, names).csv)
    }

    @Test func notesStayUnlessTheCaseHasScoresElsewhere() throws {
        let parts = [table(.wholeRegions, ["a"], notes: ["not scored: b", "not scored: c"]).csv, table(.wholeRegions, ["b"]).csv]
        #expect(try ScoreTable(merging: parts).notes == ["not scored: c"])
    }

    @Test func whatDoesNotFitIsNamed() {
        let good = table(.wholeRegions, ["a"]).csv
        func fault(_ texts: String...) -> ScoreTable.MergeFailure? {
            do throws(ScoreTable.MergeFailure) {
                _ = try ScoreTable(merging: texts)
                return nil
            } catch { return error }
        }
        #expect(fault(good, table(.lesionWise, ["b"]).csv) == .init(index: 1, fault: .columns))
        #expect(fault("x,y\n") == .init(index: 0, fault: .columns))
        #expect(fault(good, good.replacing("a,", with: "a,7,")) == .init(index: 1, fault: .line(2)))
        #expect(fault(good.replacing("a,", with: "a,x")) == .init(index: 0, fault: .line(2)))
        #expect(fault(good, table(.wholeRegions, ["bb"]).csv.replacing("bb,", with: "a,")) == .init(index: 1, fault: .twice("a")))
    }
}
