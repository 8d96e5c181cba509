import Foundation
import ModelFormat
import Networks
import Tensors
import Training

/// A training as it stands after an iteration, from which it goes on with the same bits.
///
/// On disk a safetensors file: the network's tensors under their own names, so that `metakd-train import` and PyTorch can read them, their
/// average under `average.`, the optimiser's under `optimiser.N.`, the importance weights under `importance`; settings and position stand in its metadata.
public struct Checkpoint: Sendable {
    public var settings: SegmentationSettings
    public var position: Position
    public var state: MetaKD.State

    /// Where a training stands, and on what.
    public struct Position: Sendable, Hashable, Codable {
        /// Iterations done.
        public var iteration: Int
        public var random: SeededGenerator
        public var heldOutLoss: Float?
        /// The iterations since the last report; nil in checkpoints of versions that did not keep them.
        var recent: IterationSums?
        public var averagedSteps: Int
        public var optimiserSteps: Int
        public var importanceSteps: Int
        /// Names of the cases.
        public var trainingCases: [String]
        public var validationCases: [String]
    }

    private static let format = "metakd-checkpoint-1"

    /// Writes the checkpoint, whole or not at all, over an older one.
    ///
    /// - Throws: `ModelError.output`, or `TrainingJobError.notFinite` and the older one stays.
    public func write(to path: String) throws {
        guard state.parameters.isFinite else { throw TrainingJobError.notFinite(iteration: position.iteration) }
        typealias Tensor = SafetensorsFile.Tensor
        func tensors(_ values: ParameterValues, _ prefix: String) -> [Tensor] {
            values.parameters.enumerated().map { Tensor(name: prefix + $1.name, shape: $1.shape, elements: values.values[$0]) }
        }
        var all = tensors(state.parameters, "")
        if let average = state.average { all += tensors(average.values, "average.") }
        for (number, moment) in state.optimiser.moments.enumerated() { all += tensors(moment, "optimiser.\(number).") }
        all.append(Tensor(name: "importance", shape: [state.importance.count], elements: state.importance))
        for (number, moment) in state.importanceOptimiser.moments.enumerated() {
            all.append(Tensor(name: "importance.\(number)", shape: [state.importance.count], elements: moment.values[0]))
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let metadata = ["format": Checkpoint.format, "settings": settings.yaml, "position": String(decoding: try encoder.encode(position), as: UTF8.self)]
        try SafetensorsFile.write(all, metadata: metadata, to: path, overwrite: true)
    }

    /// Reads a checkpoint.
    ///
    /// - Throws: `ModelError` for a file that is damaged, `TrainingJobError.badCheckpoint` for one that holds something else.
    public static func read(_ path: String) throws -> Checkpoint {
        let file = try SafetensorsFile.read(path)
        func text(_ key: String) throws -> String {
            guard let text = file.metadata[key] else { throw TrainingJobError.badCheckpoint(path, reason: "it has no \(key)") }
            return text
        }
        guard try text("format") == format else {
            throw TrainingJobError.badCheckpoint(path, reason: "its format is \(file.metadata["format"] ?? ""), expected \(format)")
        }
        let settings: SegmentationSettings, position: Position
        do {
            settings = try SegmentationSettings.parse(try text("settings"))
            position = try JSONDecoder().decode(Position.self, from: Data(try text("position").utf8))
        } catch let error as TrainingJobError { throw error } catch {
            throw TrainingJobError.badCheckpoint(path, reason: "its settings or position cannot be read")
        }
        try settings.check()
        for count in [position.iteration, position.averagedSteps, position.optimiserSteps, position.importanceSteps]
        where !(0...settings.iterations).contains(count) {
            throw TrainingJobError.badCheckpoint(path, reason: "it stands at \(count) of \(settings.iterations) iterations")
        }
        return Checkpoint(settings: settings, position: position, state: try state(file, path, settings, position))
    }

    private static func state(_ file: SafetensorsFile, _ path: String, _ settings: SegmentationSettings, _ position: Position) throws -> MetaKD.State {
        func values(_ parameters: [Parameter], _ prefix: String) throws -> ParameterValues {
            var values = ParameterValues(zerosFor: parameters)
            for (index, parameter) in parameters.enumerated() {
                let name = prefix + parameter.name
                guard try file.shape(name) == parameter.shape else {
                    throw TrainingJobError.badCheckpoint(
                        path, reason: "its tensor \(name) is \(try file.shape(name)), but that of the network in its settings \(parameter.shape)")
                }
                values.values[index] = try file.floats(name)
            }
            guard values.isFinite else { throw TrainingJobError.badCheckpoint(path, reason: "tensor \(prefix)… holds numbers that are not finite") }
            return values
        }
        func moments(_ count: Int, _ steps: Int, read: (Int) throws -> ParameterValues) throws -> OptimiserState {
            OptimiserState(moments: steps > 0 ? try (0..<count).map(read) : [], steps: steps)
        }
        let network = settings.network.graph
        let parameters = try network.parameters(), importance = Parameter(name: "importance", shape: [network.modalities])
        return MetaKD.State(
            parameters: try values(parameters, ""),
            average: settings.averaging > 0
                ? WeightAverage(decay: settings.averaging, values: try values(parameters, "average."), steps: position.averagedSteps) : nil,
            importance: try values([importance], "").values[0],
            optimiser: try moments(settings.makeOptimiser().momentCount, position.optimiserSteps) { try values(parameters, "optimiser.\($0).") },
            importanceOptimiser: try moments(2, position.importanceSteps) { number in
                var moment = ParameterValues(zerosFor: [importance])
                moment.values[0] = try values([Parameter(name: "importance.\(number)", shape: importance.shape)], "").values[0]
                return moment
            })
    }
}
