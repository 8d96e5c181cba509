import Evaluation
import Imaging
import Tensors
import Testing

/// The columns and rows of the BraTS evaluators, to the letter.
@Suite struct ScoreTableTests {
    private func table(_ layout: ScoreTable.Layout, _ names: [String] = ["b", "a"]) -> [Substring] {
        let half = RegionScores(MaskPair(prediction: [1, 0, 0], truth: [1, 1, 0], Extent(1, 1, 3), spacing: SIMD3(1, 1, 1)), lesionWise: layout == .lesionWise)
        let whole = RegionScores(MaskPair(prediction: [1, 1, 0], truth: [1, 1, 0], Extent(1, 1, 3), spacing: SIMD3(1, 1, 1)), lesionWise: layout == .lesionWise)
        let rows = zip(names, [half, whole]).map { name, scores in
            (name: name, scores: Dictionary(uniqueKeysWithValues: TumourRegion.allCases.map { ($0, scores) }))
        }
        return ScoreTable(layout, rows: rows).csv.split(separator: "\n")
    }

    @Test func wholeRegions() {
        let lines = table(.wholeRegions)
        #expect(lines[0] == "Label,Dice_ET,Dice_WT,Dice_TC,Sensitivity_ET,Sensitivity_WT,Sensitivity_TC,"
            + "Specificity_ET,Specificity_WT,Specificity_TC,Hausdorff95_ET,Hausdorff95_WT,Hausdorff95_TC")
        #expect(lines.map { $0.split(separator: ",")[0] }.prefix(8) == ["Label", "a", "b", "Mean", "StdDev", "Median", "25quantile", "75quantile"])
        #expect(lines[1] == "a,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,0.0,0.0,0.0")
        func sensitivity(_ line: Int) -> Double? { Double(lines[line].split(separator: ",")[4]) }
        #expect((2...7).map(sensitivity) == [0.5, 0.75, 0.125.squareRoot(), 0.75, 0.625, 0.875])
    }

    @Test func lesionWise() {
        let lines = table(.lesionWise)
        let names = ["LesionWise_Dice", "LesionWise_Hausdorff95", "Num_TP", "Num_FP", "Num_FN", "Dice", "Hausdorff95", "Sensitivity", "Specificity"]
        #expect(lines[0] == "scan_id," + names.flatMap { name in ["ET", "TC", "WT"].map { "\(name)_\($0)" } }.joined(separator: ","))
        #expect(lines.map { $0.split(separator: ",")[0] }.prefix(8) == ["scan_id", "a", "b", "mean", "std", "25quantile", "median", "75quantile"])
    }

    @Test func theRulesStandInTheFile() {
        let rules = table(.lesionWise).suffix(2).joined()
        for text in ["directed 95th percentiles", "HD95 373.13", "Dice 1", "50 mm³", "HD95 374"] { #expect(rules.contains(text)) }
    }

    @Test func namesAreQuotedAndOneCaseHasNoDeviation() {
        let lines = table(.wholeRegions, ["a,\"b\""])
        #expect(lines[1].hasPrefix("\"a,\"\"b\"\"\",") && lines[3].hasPrefix("StdDev,nan,"))
    }
}
