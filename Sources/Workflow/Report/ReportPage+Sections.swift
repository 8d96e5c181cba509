import Foundation
import Imaging

/// The parts of the page that need no script.
extension ReportPage {
    var warnings: String {
        let list = statistics.warnings.map(\.unnamedText)
        guard !list.isEmpty else { return "" }
        return section("warnings", "Warnings", "<ul class=\"warnings\">\(list.map { "<li>\(HTMLText.escaped($0))</li>" }.joined())</ul>")
    }

    var volumes: String {
        let meanings: [(TumourRegion, String)] = [(.et, "enhancing tumour"), (.tc, "tumour core: ET and the necrotic or non-enhancing core"),
                                                  (.wt, "whole tumour: TC and the edema")]
        let rows = meanings.map { region, meaning in
            let size = statistics.regions[region.rawValue]
            let expected = report.expectation?.dice.first { $0.region == region.rawValue }.map { ReportPage.hundredths($0.value) } ?? "unknown"
            return ReportPage.row(region.rawValue, [meaning, LesionVolumes.text(size?.mm3 ?? 0), "\(size?.voxels ?? 0)", expected])
        }
        return section("volumes", "Volumes", ReportPage.table("volumes", ["Region", "Meaning", "Volume", "Voxels", "Expected Dice"], rows) + "<p>\(expectation)</p>")
    }

    private var expectation: String {
        guard let expectation = report.expectation else { return "The model file does not say how good masks from this subset of modalities are." }
        let cases = "The expected Dice is the mean over \(expectation.cases) held-out case\(expectation.cases == 1 ? "" : "s") with the same modalities, "
            + "as the model file states it; 1 is full agreement with the reference."
        guard let addition = expectation.bestAddition else { return cases }
        return cases + " \(ReportPage.title(addition.modality)) would add most: \(ReportPage.hundredths(addition.gain)) on average."
    }

    var modalityTable: String {
        let rows = modalities.enumerated().map { index, name in
            let isGiven = statistics.given.contains(name)
            return ReportPage.row(ReportPage.title(name), [isGiven ? "given" : "imputed", report.importance.map { ReportPage.hundredths(Double($0[index])) } ?? "none",
                                                          "<code>\(HTMLText.escaped(report.digests[name] ?? "–"))</code>"])
        }
        return section("modalities", "What was given and imputed", ReportPage.table("modalities", ["Modality", "State", "Importance weight", "SHA-256 of the image"], rows)
            + "<p>Importance weights were learned in training and say how much each modality counts when features are distilled; they add up to 1.</p>")
    }

    var agreement: String {
        let explanation = "Dice between this mask and the one that the model makes without one of the given modalities; 1 where nothing changes. "
            + "A low value says that the mask rests on that modality, not that it is wrong."
        guard !report.agreement.isEmpty else {
            return section("agreement", "Agreement without one modality", "<p>One modality alone was given: none can be left out.</p>")
        }
        let rows = report.agreement.map { row in ReportPage.row("without \(ReportPage.title(row.modality))", row.dice.map(ReportPage.hundredths)) }
        return section("agreement", "Agreement without one modality",
                       ReportPage.table("agreement", ["Left out"] + TumourRegion.allCases.map(\.rawValue), rows) + "<p>\(explanation)</p>")
    }

    var making: String {
        let rules = statistics.rules.isEmpty ? "none" : statistics.rules.map(HTMLText.escaped).joined(separator: "; ")
        let rows = [("Program", "metakd-infer \(programVersion)"), ("Model", HTMLText.escaped(statistics.model)),
                    ("SHA-256 of the model", "<code>\(HTMLText.escaped(statistics.modelDigest))</code>"),
                    ("Trained", "\(HTMLText.escaped(report.provenance.created)) by metakd-train \(HTMLText.escaped(report.provenance.trainerVersion)), seed \(report.provenance.seed)"),
                    ("Trained on", HTMLText.escaped(report.provenance.data)), ("Labels", "BraTS \(statistics.labelScheme.rawValue)"),
                    ("Precision", statistics.precision.rawValue), ("Threshold", ReportPage.hundredths(Double(report.threshold))),
                    ("Worked on", statistics.workingSpacing.map { "voxels of \(SIMD3($0).millimetreText), to which the images were resampled" } ?? "the images' voxels"),
                    ("Mirrored images", statistics.tta ? "mean over eight" : "no"), ("Rules after thresholding", rules)]
        return section("making", "How it was made", "<table><tbody>\(rows.map { ReportPage.row($0.0, [$0.1]) }.joined())</tbody></table>")
    }

    func section(_ name: String, _ title: String, _ body: String) -> String {
        "<section aria-labelledby=\"\(name)-title\">\n<h2 id=\"\(name)-title\">\(title)</h2>\n\(body)\n</section>"
    }

    /// A table that can be scrolled sideways, also by keys.
    ///
    /// - Parameters:
    ///   - section: The name of the section whose title is the table's.
    ///   - rows: Of `row`.
    private static func table(_ section: String, _ heads: [String], _ rows: [String]) -> String {
        "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-labelledby=\"\(section)-title\"><table><thead><tr>\(heads.map { "<th scope=\"col\">\($0)</th>" }.joined())</tr></thead><tbody>\(rows.joined())</tbody></table></div>"
    }

    /// - Parameter cells: HTML.
    private static func row(_ head: String, _ cells: [String]) -> String {
        "<tr><th scope=\"row\">\(head)</th>\(cells.map { "<td>\($0)</td>" }.joined())</tr>\n"
    }

    private static func hundredths(_ value: Double) -> String { String(format: "%.2f", value) }
}
