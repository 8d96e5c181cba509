import Foundation
import Networks

/// Dice by variant: mean and spread over the seeds.
public struct AblationTable: Sendable, Hashable {
    public let rows: [Row]

    package init(rows: [Row]) { self.rows = rows }

    /// One variant.
    public struct Row: Sendable, Hashable {
        public let name: String
        /// For each seed whose run is finished, subset → metric → value.
        public let runs: [[String: [String: Double]]]

        public init(name: String, runs: [[String: [String: Double]]]) {
            self.name = name
            self.runs = runs
        }

        /// Of the Dice averaged over subsets and regions; nil where no run has them all.
        public func summary(subsets: [String], metrics: [String]) -> Summary? {
            let values = runs.compactMap { run -> Double? in
                let scores = subsets.flatMap { subset in metrics.compactMap { run[subset]?[$0] } }
                return scores.count == subsets.count * metrics.count ? scores.reduce(0, +) / Double(scores.count) : nil
            }
            return values.isEmpty ? nil : Summary(values)
        }
    }

    /// A mean and a standard deviation.
    public struct Summary: Sendable, Hashable {
        public let mean: Double
        /// Of the sample (n − 1); nil for a single value.
        public let deviation: Double?

        /// - Parameter values: At least one.
        public init(_ values: [Double]) {
            precondition(!values.isEmpty, "a summary of no values")
            let found = MeanAndDeviation(values)
            (mean, deviation) = (found.mean, found.count > 1 ? found.deviation : nil)
        }
    }

    private static let metrics = TrainingCase.regions.map { "dice_\($0.rawValue)" }
    private static let subsets = ModalitySubset.nonEmpty(of: SegmentationTraining.modalities.count).map { $0.name(SegmentationTraining.modalities) }

    /// The columns: what is given, and the subsets that are averaged.
    private static let columns: [(name: String, subsets: [String])] =
        [("all 15 subsets", subsets)] + SegmentationTraining.modalities.map { ("\($0) alone", [$0]) } + [("all four", [subsets.last!])]

    /// A Markdown table, its columns padded, of Dice averaged over ET, TC and WT.
    public var markdown: String {
        let cells = [["variant", "seeds"] + AblationTable.columns.map(\.name)] + rows.map { row in
            [row.name, "\(row.runs.count)"] + AblationTable.columns.map { column in
                row.summary(subsets: column.subsets, metrics: AblationTable.metrics).map(AblationTable.text) ?? ""
            }
        }
        let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max()! }
        var lines = cells.map { line in
            "| " + zip(line, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: " | ") + " |\n"
        }
        lines.insert("|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|\n", at: 1)
        return lines.joined()
    }

    /// The same by region and for every subset: `variant,seeds,given,region,mean,sd`.
    public var csv: String {
        let given = [("mean of all", AblationTable.subsets)] + AblationTable.subsets.map { ($0, [$0]) }
        let regions = [("mean", AblationTable.metrics)] + zip(TrainingCase.regions, AblationTable.metrics).map { ($0.rawValue, [$1]) }
        return "variant,seeds,given,region,mean,sd\n" + rows.flatMap { row in
            given.flatMap { name, subsets in
                regions.compactMap { region, metrics -> String? in
                    guard let summary = row.summary(subsets: subsets, metrics: metrics) else { return nil }
                    let deviation = summary.deviation.map { String(format: "%.5f", $0) } ?? ""
                    return "\"\(row.name)\",\(row.runs.count),\(name),\(region),\(String(format: "%.5f", summary.mean)),\(deviation)\n"
                }
            }
        }.joined()
    }

    private static func text(_ summary: Summary) -> String {
        String(format: "%.3f", summary.mean) + (summary.deviation.map { String(format: " ± %.3f", $0) } ?? "")
    }
}
