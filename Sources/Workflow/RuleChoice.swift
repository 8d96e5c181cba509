import ModelFormat

/// Which rules clean a mask after thresholding: a model's own, none, or some that the user names.
public struct RuleChoice: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        /// All rules of the model file.
        case model
        case rule(PostProcessingRule)
    }

    private let parts: [Part]
    /// As the user writes it: `model`, `none`, or rules with commas between them.
    public let text: String

    /// What `init` reads, for people.
    public static let grammar = "model, none, or a list of model, component:REGION:VOXELS[:FRACTION], component:REGION:PERCENT% and region:REGION:VOXELS, with the voxels that the model works on"

    /// The rules of the model file.
    public static let model = RuleChoice("model")!
    public static let none = RuleChoice("none")!

    /// `model`, `none`, or a list in which each part is `model`, `component:REGION:VOXELS`, `component:REGION:VOXELS:FRACTION`,
    /// `component:REGION:PERCENT%` (of the largest component) or `region:REGION:VOXELS`; nil for anything else.
    public init?(_ text: String) {
        self.text = text
        if text == "none" {
            parts = []
            return
        }
        var parts: [Part] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            if part == "model" {
                parts.append(.model)
            } else if let rule = RuleChoice.rule(part) {
                parts.append(.rule(rule))
            } else {
                return nil
            }
        }
        self.parts = parts
    }

    /// The rules in order, for a model that has these.
    package func rules(model: [PostProcessingRule]) -> [PostProcessingRule] {
        parts.flatMap { part in
            switch part {
            case .model: model
            case .rule(let rule): [rule]
            }
        }
    }

    private static func rule(_ text: Substring) -> PostProcessingRule? {
        let fields = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard fields.count >= 3, ["ET", "TC", "WT"].contains(fields[1]) else { return nil }
        if fields.count == 3, fields[0] == "component", fields[2].hasSuffix("%"), let percent = Float(fields[2].dropLast()), (0...100).contains(percent) {
            return PostProcessingRule(kind: .minimumComponent, output: fields[1], fraction: percent / 100)
        }
        guard let voxels = Int(fields[2]), voxels > 0 else { return nil }
        switch (fields[0], fields.count) {
        case ("region", 3): return PostProcessingRule(kind: .minimumRegion, output: fields[1], voxels: voxels)
        case ("component", 3): return PostProcessingRule(kind: .minimumComponent, output: fields[1], voxels: voxels)
        case ("component", 4):
            guard let fraction = Float(fields[3]), (0...1).contains(fraction) else { return nil }
            return PostProcessingRule(kind: .minimumComponent, output: fields[1], voxels: voxels, fraction: fraction)
        default: return nil
        }
    }
}

/// By its text.
extension RuleChoice: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer(), text = try container.decode(String.self)
        guard let rules = RuleChoice(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "rules are \(text.debugDescription), expected \(RuleChoice.grammar)")
        }
        self = rules
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
