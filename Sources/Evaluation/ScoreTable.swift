import Imaging

/// The scores of many cases as the BraTS evaluators write them.
public struct ScoreTable: Sendable {
    /// What stands before the name of a case that has no scores, among the notes.
    public static let notScored = "not scored: "

    /// Which evaluator's columns and summary rows.
    public enum Layout: Sendable, CaseIterable {
        /// 2017–2020: `Label,Dice_ET,Dice_WT,…`.
        case wholeRegions
        /// 2023: `scan_id`, the columns of all_scores.csv, then those of all_full_scores.csv.
        case lesionWise
    }

    public let layout: Layout
    /// A value for each column, by the case's name, in order.
    let rows: [(name: String, values: [Double])]
    /// Why cases are missing from the table, and anything else to tell its reader.
    public var notes: [String] = []

    public init(_ layout: Layout, rows: [(name: String, scores: [TumourRegion: RegionScores])]) {
        self.init(layout, values: rows.map { row in (row.name, ScoreTable.columns(layout).map { $0.value(row.scores[$0.region]!) }) })
    }

    init(_ layout: Layout, values: [(name: String, values: [Double])]) {
        (self.layout, rows) = (layout, values.sorted { $0.name < $1.name })
    }

    private typealias Column = (name: String, value: @Sendable (RegionScores) -> Double)

    private static let lesionColumns: [Column] = [
        ("LesionWise_Dice", { $0.lesionWise?.dice ?? .nan }), ("LesionWise_Hausdorff95", { $0.lesionWise?.hausdorff95 ?? .nan }),
        ("Num_TP", { Double($0.lesionWise?.truePositives ?? 0) }), ("Num_FP", { Double($0.lesionWise?.falsePositives ?? 0) }),
        ("Num_FN", { Double($0.lesionWise?.falseNegatives ?? 0) }),
    ]
    private static let wholeColumns: [Column] = [
        ("Dice", { $0.dice }), ("Sensitivity", { $0.sensitivity }), ("Specificity", { $0.specificity }), ("Hausdorff95", { $0.hausdorff95 }),
    ]
    private static let fullColumns: [Column] = [
        ("Dice", { $0.dice }), ("Hausdorff95", { $0.hausdorff95 }), ("Sensitivity", { $0.sensitivity }), ("Specificity", { $0.specificity }),
    ]

    private static func columns(_ layout: Layout) -> [(name: String, region: TumourRegion, value: (RegionScores) -> Double)] {
        let (regions, columns): ([TumourRegion], [Column]) = switch layout {
        case .wholeRegions: ([.et, .wt, .tc], ScoreTable.wholeColumns)
        case .lesionWise: ([.et, .tc, .wt], ScoreTable.lesionColumns + ScoreTable.fullColumns)
        }
        return columns.flatMap { column in regions.map { ("\(column.name)_\($0.rawValue)", $0, column.value) } }
    }

    /// The names of all columns, that of the cases first.
    static func header(_ layout: Layout) -> [String] { [layout == .wholeRegions ? "Label" : "scan_id"] + columns(layout).map(\.name) }

    var summaries: [(name: String, summary: ScoreSummary)] {
        switch layout {
        case .wholeRegions: [("Mean", .mean), ("StdDev", .standardDeviation), ("Median", .median), ("25quantile", .lowerQuartile), ("75quantile", .upperQuartile)]
        case .lesionWise: [("mean", .mean), ("std", .standardDeviation), ("25quantile", .lowerQuartile), ("median", .median), ("75quantile", .upperQuartile)]
        }
    }

    /// The table as CSV: a row for each case, the summary rows, and last the rules and notes, each line behind a `#`.
    public var csv: String {
        let header = ScoreTable.header(layout)
        var lines = [header.joined(separator: ",")]
        lines += rows.map { row in ([ScoreTable.quoted(row.name)] + row.values.map { "\($0)" }).joined(separator: ",") }
        lines += summaries.map { name, summary in
            ([name] + header.indices.dropLast().map { column in "\(summary.of(rows.map { $0.values[column] }))" }).joined(separator: ",")
        }
        return (lines + (rules + notes).map { ScoreTable.quoted("# \($0)") }).joined(separator: "\n") + "\n"
    }

    var rules: [String] {
        let whole = "HD95 in mm: the larger of the two directed 95th percentiles of the distances between border voxels (6-neighbourhood). "
            + "Both masks empty: Dice 1, sensitivity 1, HD95 0. One empty: Dice 0, sensitivity 0, HD95 \(HausdorffDistance.oneEmpty)."
        let lesions = "Lesion-wise (BraTS-GLI 2023): 26-connected lesions joined by \(LesionWiseScores.dilations) dilations of the truth; "
            + "lesions of \(Int(LesionWiseScores.ignoredVolume)) mm³ or less ignored; each missed lesion and false positive: Dice 0, HD95 \(Int(LesionWiseScores.penalty))."
        return layout == .wholeRegions ? [whole] : [whole, lesions]
    }

    /// A field with whatever would end it inside quotation marks.
    private static func quoted(_ field: String) -> String {
        field.contains { ",\"\n\r".contains($0) } ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
    }
}
