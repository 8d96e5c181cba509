import Foundation
import ModelFormat
import Tensors
import Training
import Yams

/// The settings of a segmentation run, as its YAML file gives them; what a file leaves out keeps its default.
public struct SegmentationSettings: Sendable, Hashable, Codable {
    /// Channels per level of the U-Net, finest first.
    public var widths = [16, 32, 64, 128]
    /// Inner iterations.
    public var iterations = 2000
    /// Iterations at the start in which every sample keeps all its modalities.
    public var allModalityIterations = 200
    /// How often 1, 2, … of a sample's modalities are kept, relative to each other, once modalities are dropped; equally often if empty.
    public var keptModalities: [Float] = []
    /// Patch extents D, H, W; each a multiple of 2^(levels − 1).
    public var patch = Triple(64)
    /// Probability that a patch is centred on tumour.
    public var tumourCentred: Float = 0.6
    public var augmentation = Augmentation()
    public var optimiser = OptimiserKind.adam
    public var learningRate: Float = 1e-3
    /// SGD's Nesterov momentum.
    public var momentum: Float = 0.99
    public var weightDecay: Float = 0
    /// Iterations of linear warm-up.
    public var warmUp = 50
    public var gradientClip: Float = 12
    /// Decay of the moving average of the weights, which is what a model is made of; 0 for the weights themselves.
    public var averaging: Float = 0
    /// α of Eq. 4.
    public var distillation: Float = 0.1
    /// p of Eq. 5: 1 or 2.
    public var distillationNorm = 1
    public var normalisation = ImportanceWeights.Normalisation.softmax
    /// Inner iterations between two updates of the importance weights.
    public var outerInterval = 20
    /// Adam's learning rate for the importance weights.
    public var importanceLearningRate: Float = 1e-2
    /// Names of the cases that are held out: the outer problem and the evaluation use them, the weights never see them.
    public var validation: [String] = []
    /// Cases held out when `validation` names none: the last ones by name.
    public var validationCount = 2
    public var seed: UInt64 = 1
    /// Tile and overlap written to the model file.
    public var tile = Triple(112)
    public var overlap: Float = 0.25
    /// How the model cleans its masks: `{kind: minimumComponent, output: WT, voxels: 2000, fraction: 0.1}`, or `minimumRegion`.
    public var rules: [PostProcessingRule] = []
    /// Iterations between two checkpoints and exports of the model as it stands; 0 for none before the end.
    public var checkpointInterval = 500
    /// What the model file says that it was trained on.
    public var dataDescription = ""

    public enum OptimiserKind: String, Sendable, Hashable, Codable { case sgd, adam }

    public init() {}

    /// Reads a YAML file.
    ///
    /// - Throws: `TrainingJobError.badSettings` naming the file and what is wrong in it, or `settingsAbsent`.
    public static func read(_ path: String) throws(TrainingJobError) -> SegmentationSettings {
        guard FileManager.default.fileExists(atPath: path) else { throw .settingsAbsent(path) }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw .badSettings(path, reason: "found no text in UTF-8") }
        do { return try parse(text) } catch { throw .badSettings(path, reason: reason(error)) }
    }

    /// What an error of the YAML parser or of a decoder says, in one line.
    private static func reason(_ error: any Error) -> String {
        func field(_ context: DecodingError.Context) -> String {
            context.codingPath.map { key in key.intValue.map { "number \($0 + 1)" } ?? key.stringValue }.joined(separator: ", ")
        }
        func name(_ type: Any.Type) -> String {
            switch type {
            case is any BinaryInteger.Type: "a whole number"
            case is any BinaryFloatingPoint.Type: "a number"
            case is String.Type: "a text"
            default: "of the kind that stands in the defaults"
            }
        }
        return switch error {
        case DecodingError.typeMismatch(let type, let context): "\(field(context)) is not \(name(type))"
        case DecodingError.valueNotFound(let type, let context): "\(field(context)) is absent, expected \(name(type))"
        case DecodingError.dataCorrupted(let context): "\(field(context)): \(context.debugDescription)"
        default: "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
        }
    }

    /// Reads settings from YAML, over the defaults; a key that is no setting is an error.
    static func parse(_ text: String) throws -> SegmentationSettings {
        let defaults = try Yams.compose(yaml: YAMLEncoder().encode(SegmentationSettings()))!
        guard let given = try Yams.compose(yaml: text) else { return SegmentationSettings() }
        return try YAMLDecoder().decode(SegmentationSettings.self, from: Yams.serialize(node: merged(defaults, given, path: "")))
    }

    private static func merged(_ defaults: Node, _ given: Node, path: String) throws -> Node {
        guard case .mapping(var result) = defaults, case .mapping(let changes) = given else { return given }
        for (key, value) in changes {
            guard let known = result[key] else { throw UnknownKey(name: path + (key.string ?? "?"), line: key.mark?.line) }
            result[key] = try merged(known, value, path: path + (key.string ?? "") + ".")
        }
        return .mapping(result)
    }

    private struct UnknownKey: Error, CustomStringConvertible {
        let name: String
        let line: Int?
        var description: String { "line \(line.map(String.init) ?? "?"): \"\(name)\" is no setting" }
    }

    /// The settings as YAML.
    public var yaml: String {
        guard let text = try? YAMLEncoder().encode(self), let node = try? Yams.compose(yaml: text) else { return "" }
        return (try? Yams.serialize(node: SegmentationSettings.readable(node))) ?? text
    }

    /// The same with each fraction as a person writes it: 0.1, where the encoder writes 1.00000001490116e-1.
    private static func readable(_ node: Node) -> Node {
        switch node {
        case .mapping(var mapping):
            for (key, value) in mapping { mapping[key] = readable(value) }
            return .mapping(mapping)
        case .scalar(var scalar) where node.tag == Tag(.float):
            if let number = Float(scalar.string) { scalar.string = "\(number)" }
            return .scalar(scalar)
        default: return node
        }
    }
}
