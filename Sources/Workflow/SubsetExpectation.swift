import ModelFormat
import Networks

/// What a model's own evaluation says of a subset of its modalities: how good a mask to expect, and what one more modality would give.
public struct SubsetExpectation: Sendable, Hashable, CustomStringConvertible {
    /// Mean Dice of each region, in the order of the model's outputs.
    public let dice: [RegionDice]
    /// Cases behind the means.
    public let cases: Int
    /// The absent modality that raises the mean over the regions most; nil if none raises it.
    public let bestAddition: Addition?

    public struct RegionDice: Sendable, Hashable {
        public let region: String
        public let value: Double
    }

    public struct Addition: Sendable, Hashable {
        public let modality: String
        /// By how much the mean Dice over the regions is higher.
        public let gain: Double
    }

    /// Nil where the model was not evaluated on the subset.
    public init?(_ header: ModelHeader, given: ModalitySubset) {
        let names = header.modalities.map(\.name)
        func evaluation(_ subset: ModalitySubset) -> (dice: [RegionDice], cases: Int)? {
            guard let row = header.evaluation.first(where: { $0.subset == subset.name(names) }), row.n > 0 else { return nil }
            let dice = header.outputs.compactMap { output in row.metrics["dice_\(output.name)"].map { RegionDice(region: output.name, value: $0) } }
            return dice.isEmpty ? nil : (dice, row.n)
        }
        func mean(_ dice: [RegionDice]) -> Double { dice.reduce(0) { $0 + $1.value } / Double(dice.count) }
        guard let own = evaluation(given) else { return nil }
        let additions = names.indices.filter { !given.contains($0) }.compactMap { index in
            evaluation(ModalitySubset(given.indices + [index])).map { Addition(modality: names[index], gain: mean($0.dice) - mean(own.dice)) }
        }
        (dice, cases) = own
        bestAddition = additions.filter { $0.gain > 0 }.max { $0.gain < $1.gain }
    }

    /// `expected Dice: ET 0.35, TC 0.29, WT 0.37 (2 held-out cases); flair would add most, 0.12 on average`
    public var description: String {
        let values = dice.map { "\($0.region) \(SubsetExpectation.text($0.value))" }.joined(separator: ", ")
        let addition = bestAddition.map { "; \($0.modality) would add most, \(SubsetExpectation.text($0.gain)) on average" } ?? ""
        return "expected Dice: \(values) (\(cases) held-out case\(cases == 1 ? "" : "s"))\(addition)"
    }

    /// Two decimals.
    private static func text(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
