import Files
import Foundation
import Tensors

extension ModelSummary {
    /// The summary for a person: lines of `name: value`, then the table of scores.
    public var text: String {
        (overview + modalityLines + inferenceLines + provenanceLines + evaluationLines).map(\.printable).joined(separator: "\n") + "\n"
    }

    /// The summary for a program: an object with sorted keys.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { preconditionFailure("a checked summary has numbers that JSON cannot hold") }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private var overview: [String] {
        let levels = network.channels.map(String.init).joined(separator: ", ")
        let shared = network.sharedParameters > 0 ? ", \(network.sharedParameters) weights common to all" : ""
        let encoders = network.encoders == 1 ? "1 encoder shared by all modalities" : "\(network.encoders) encoders, one for each modality\(shared)"
        return ["model:       \(path) (\(megabytes(bytes)))",
                "sha256:      \(digest)",
                "task:        \(task.rawValue) → \(outputs.map(\.name).joined(separator: ", "))",
                "network:     \(encoders), \(network.nodes) nodes, \(network.levels) levels with \(levels) channels",
                "weights:     \(network.parameters) (\(network.elementTypes.joined(separator: ", ")), \(megabytes(network.bytes)))"]
    }

    private var modalityLines: [String] {
        modalities.enumerated().map { index, modality in
            let aliases = modality.aliases.isEmpty ? "" : " (also \(modality.aliases.joined(separator: ", ")))"
            let weight = importance.map { ", importance \(fixed(Double($0.normalised[index]), 3)) (raw \(fixed(Double($0.raw[index]), 3)))" } ?? ""
            return "modality:    \(modality.name)\(aliases), \(modality.preprocessing.text)\(weight)"
        }
    }

    private var inferenceLines: [String] {
        let multiple = network.extentMultiples.map { ", images padded to multiples of \(Set($0.values).count == 1 ? "\($0.depth)" : "\($0)")" } ?? ""
        let smallest = inference.smallest == Triple(1) ? "" : ", images padded to \(inference.smallest) at least"
        let tile = ["tile:        \(inference.tile) voxels\(smallest), overlap \(fixed(Double(inference.overlap), 2)), threshold \(fixed(Double(inference.threshold), 2))\(multiple)"]
        let axes = inference.axes == .canonical ? [] : [
            "axes:        D, H, W run to \(inference.axes.letters.map(String.init).joined(separator: ", "))"]
        let spacing = inference.spacing.map { spacing in
            ["voxels:      \((0..<3).map { String(format: "%.3g", spacing[$0]) }.joined(separator: " × ")) mm along D, H, W; images with others are resampled"]
        } ?? []
        return tile + spacing + axes + inference.rules.map { "rule:        \($0.text)" }
    }

    private var provenanceLines: [String] {
        let settings = provenance.settings.sorted { $0.key < $1.key }.flatMap { key, value in
            let lines = value.split(separator: "\n")
            return lines.count < 2 ? ["setting:     \(key) = \(value)"] : ["setting:     \(key)"] + lines.map { "  \($0)" }
        }
        return ["trained:     \(provenance.created) by metakd-train \(provenance.trainerVersion), seed \(provenance.seed)",
                "data:        \(provenance.data)"] + settings
    }

    private var evaluationLines: [String] {
        guard !evaluation.isEmpty else { return ["evaluation:  none"] }
        let metrics = Set(evaluation.flatMap(\.metrics.keys)).sorted()
        let rows = evaluation.map { row in
            [row.subset] + metrics.map { row.metrics[$0].map { fixed($0, 4) } ?? "–" } + ["\(row.n)", row.data]
        }
        return ["evaluation:"] + TextTable.lines([["subset"] + metrics + ["n", "data"]] + rows).map { "  " + $0 }
    }
}

/// Columns side by side: the first and last to the left, the numbers between to the right.
enum TextTable {
    static func lines(_ rows: [[String]]) -> [String] {
        let columns = rows.first?.count ?? 0
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                if column == columns - 1 { return cell }
                return column == 0 ? cell + padding : padding + cell
            }.joined(separator: "  ")
        }
    }
}

extension Preprocessing {
    fileprivate var text: String {
        switch self {
        case .zScoreOverBrain: "z-score over the brain"
        case .cappedZScore: "capped, z-score over what differs from the first voxel"
        case .unchanged: "values as they are"
        }
    }
}

extension PostProcessingRule {
    private var amounts: [String] {
        [voxels.map { "\($0) voxels" }, fraction.map { "\(fixed(Double($0) * 100, 0)) % of the largest" }].compactMap { $0 }
    }

    /// The rule for people: what it removes.
    package var text: String {
        switch kind {
        case .minimumComponent:
            "remove components of \(output) below \(amounts.count > 1 ? "both " : "")\(amounts.joined(separator: " and "))"
        case .minimumRegion: "remove \(output) if it is below \(amounts[0])"
        }
    }
}

/// A number with a fixed count of decimals, whatever the locale.
private func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

private func megabytes(_ bytes: Int) -> String { fixed(Double(bytes) / 1e6, 2) + " MB" }
