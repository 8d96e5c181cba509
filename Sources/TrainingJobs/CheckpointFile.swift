import Foundation
import ModelFormat
import Networks
import Training

/// A checkpoint of any training as a safetensors file; see ``Checkpoint``.
struct CheckpointFile {
    let path: String
    private let file: SafetensorsFile

    /// How often what remembers its steps was used.
    struct Steps {
        var averaged: Int
        var optimiser: Int
        var importance: Int
    }

    /// - Throws: `ModelError` for a file that cannot be read; `TrainingJobError.badCheckpoint` for a file that is damaged or of another format.
    init(_ path: String, format: String) throws {
        self.path = path
        do { file = try SafetensorsFile.read(path) } catch {
            guard error.programExit == .badData else { throw error }
            throw TrainingJobError.badCheckpoint(path, reason: "it is no checkpoint, or a damaged one")
        }
        do { try file.verify() } catch { throw TrainingJobError.badCheckpoint(path, reason: "it has changed since it was written") }
        guard try text("format") == format else {
            throw TrainingJobError.badCheckpoint(path, reason: "its format is \(file.metadata["format"] ?? ""), expected \(format)")
        }
    }

    /// Writes a checkpoint, whole or not at all, over an older one.
    ///
    /// - Parameter members: Weights of trainings that are done and belong to the same model.
    static func write(_ state: MetaKD.State, format: String, settings: String, position: some Encodable, iteration: Int,
                      members: [ParameterValues] = [], to path: String) throws {
        guard state.parameters.isFinite else { throw TrainingJobError.notFinite(iteration: iteration) }
        typealias Tensor = SafetensorsFile.Tensor
        func tensors(_ values: ParameterValues, _ prefix: String) -> [Tensor] {
            values.parameters.enumerated().map { Tensor(name: prefix + $1.name, shape: $1.shape, elements: values.values[$0]) }
        }
        var all = tensors(state.parameters, "")
        if let average = state.average { all += tensors(average.values, "average.") }
        for (number, moment) in state.optimiser.moments.enumerated() { all += tensors(moment, "optimiser.\(number).") }
        for (number, member) in members.enumerated() { all += tensors(member, "member.\(number).") }
        all.append(Tensor(name: "importance", shape: [state.importance.count], elements: state.importance))
        for (number, moment) in state.importanceOptimiser.moments.enumerated() {
            all.append(Tensor(name: "importance.\(number)", shape: [state.importance.count], elements: moment.values[0]))
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let metadata = ["format": format, "settings": settings, "position": String(decoding: try encoder.encode(position), as: UTF8.self)]
        try SafetensorsFile.write(all, metadata: metadata, to: path, overwrite: true)
    }

    /// What was trained how, and where it stood.
    func contents<Settings: DocumentedSettings, Position: Decodable>() throws -> (Settings, Position) {
        let (settings, position) = (try text("settings"), try text("position"))
        do {
            return (try Settings.parse(settings), try JSONDecoder().decode(Position.self, from: Data(position.utf8)))
        } catch let error as TrainingJobError { throw error } catch {
            throw TrainingJobError.badCheckpoint(path, reason: "its settings or position cannot be read")
        }
    }

    /// Refuses counts that the training cannot have reached.
    func check(_ iteration: Int, _ steps: Steps, of iterations: Int) throws(TrainingJobError) {
        for count in [iteration, steps.averaged, steps.optimiser, steps.importance] where !(0...iterations).contains(count) {
            throw .badCheckpoint(path, reason: "it stands at \(count) of \(iterations) iterations")
        }
    }

    /// All that changes in training, for a network.
    func state(_ network: Graph, averaging: Float, _ optimiser: Optimiser, _ steps: Steps) throws -> MetaKD.State {
        let parameters = try network.parameters(), importance = Parameter(name: "importance", shape: [network.modalities])
        return MetaKD.State(
            parameters: try values(parameters, ""),
            average: averaging > 0 ? WeightAverage(decay: averaging, values: try values(parameters, "average."), steps: steps.averaged) : nil,
            importance: try values([importance], "").values[0],
            optimiser: try moments(optimiser.momentCount, steps.optimiser) { try values(parameters, "optimiser.\($0).") },
            importanceOptimiser: try moments(2, steps.importance) { number in
                var moment = ParameterValues(zerosFor: [importance])
                moment.values[0] = try values([Parameter(name: "importance.\(number)", shape: importance.shape)], "").values[0]
                return moment
            })
    }

    /// The weights of members, for a network.
    func members(_ count: Int, of network: Graph) throws -> [ParameterValues] {
        let parameters = try network.parameters()
        return try (0..<count).map { try values(parameters, "member.\($0).") }
    }

    private func moments(_ count: Int, _ steps: Int, read: (Int) throws -> ParameterValues) throws -> OptimiserState {
        OptimiserState(moments: steps > 0 ? try (0..<count).map(read) : [], steps: steps)
    }

    private func values(_ parameters: [Parameter], _ prefix: String) throws -> ParameterValues {
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

    private func text(_ key: String) throws(TrainingJobError) -> String {
        guard let text = file.metadata[key] else { throw .badCheckpoint(path, reason: "it has no \(key)") }
        return text
    }
}
