import Foundation

extension AudiovisionExperiment {
    /// What the paper reports, in %: MetaKD on images alone and on audio alone, by share.
    private static let paper = [[93.56, 94.22, 94.89, 95.11], [84.67, 85.56, 86.89, 88.44]]
    private static let paperBounds = [92.35, 80.44]
    private static let paperComplete = 98.22

    /// Both tables beside the paper's, in Markdown.
    package static func tables(_ outcomes: [Outcome]) -> String {
        let bounds = (0..<2).map { MeanAndDeviation(accuracies(outcomes, .single($0))) }
        let complete = MeanAndDeviation(accuracies(outcomes, .complete))
        return (0..<2).map { table(outcomes, tested: $0, bound: bounds[$0]) }.joined(separator: "\n")
            + "\nAll data, both modalities: \(percent(complete)) (paper \(paperComplete))\n"
    }

    private static func table(_ outcomes: [Outcome], tested: Int, bound: MeanAndDeviation) -> String {
        let names = tested == 0 ? ("audio", "images") : ("images", "audio")
        var lines = ["Scarce \(names.0), test on \(names.1) alone; accuracy in %, mean ± standard deviation of \(bound.count) trainings", "",
                     "| share of \(names.0) | " + shares.map { "\(Int($0 * 100)) %" }.joined(separator: " | ") + " |", "|---|" + shares.map { _ in "---|" }.joined()]
        func row(_ name: String, _ cells: [String]) { lines.append("| \(name) | " + cells.joined(separator: " | ") + " |") }
        let full = shares.map { accuracies(outcomes, .scarce(tested: tested, share: $0, isDistilled: true)) }
        let without = shares.map { accuracies(outcomes, .scarce(tested: tested, share: $0, isDistilled: false)) }
        let single = accuracies(outcomes, .single(tested))
        row("MetaKD", full.map { percent(MeanAndDeviation($0)) })
        row("without distillation (alpha 0)", without.map { percent(MeanAndDeviation($0)) })
        row("MetaKD less \(names.1) alone, paired, ± standard error", full.map { difference($0, single) })
        row("MetaKD less alpha 0, paired, ± standard error", zip(full, without).map { difference($0, $1) })
        row("paper: MetaKD", paper[tested].map { String(format: "%.2f", $0) })
        lines.append("\n\(names.1.prefix(1).uppercased() + names.1.dropFirst()) alone, in training and test: \(percent(bound)) (paper \(paperBounds[tested]))")
        return lines.joined(separator: "\n") + "\n"
    }

    /// In the order of seeds and voices, which is the same for all set-ups.
    private static func accuracies(_ outcomes: [Outcome], _ setup: Setup) -> [Double] { outcomes.filter { $0.setup == setup }.map(\.accuracy) }

    private static func percent(_ found: MeanAndDeviation) -> String { String(format: "%.2f ± %.2f", found.mean * 100, found.deviation * 100) }

    private static func difference(_ a: [Double], _ b: [Double]) -> String {
        let found = MeanAndDeviation(zip(a, b).map { $0 - $1 })
        return String(format: "%+.2f ± %.2f", found.mean * 100, found.error * 100)
    }

    static let header = "setup,tested,share,alpha,seed,speaker,accuracy,importance_image,importance_audio"

    /// Each training on a line.
    package static func csv(_ outcomes: [Outcome]) -> String {
        header + "\n" + outcomes.map { outcome in
            let setup = switch outcome.setup {
            case .scarce(let tested, let share, let isDistilled): "scarce,\(AudiovisionPairs.modalities[tested]),\(share),\(isDistilled ? "as set" : "0")"
            case .single(let tested): "single,\(AudiovisionPairs.modalities[tested]),0,as set"
            case .complete: "complete,image+audio,1,as set"
            }
            return "\(setup),\(outcome.seed),\(outcome.speaker ?? ""),\(outcome.accuracy),\(outcome.importance[0]),\(outcome.importance[1])\n"
        }.joined()
    }
}
