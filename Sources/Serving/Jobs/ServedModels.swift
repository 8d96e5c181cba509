import Foundation
import ModelFormat
import Workflow

/// The models that a server answers for.
struct ServedModels: Sendable {
    let all: [ServedModel]

    /// Reads model files, or the default one if none is named.
    ///
    /// - Throws: `ModelError`, `WorkflowError`, or `ServerStartError.twoModels`.
    init(_ paths: [String]) throws {
        let files = paths.isEmpty ? [try DefaultModel.read()] : try paths.map { try ModelFile.read($0) }
        all = files.map { ServedModel(name: URL(fileURLWithPath: $0.path).deletingPathExtension().lastPathComponent, file: $0) }
        for (name, same) in Dictionary(grouping: all, by: \.name) where same.count > 1 { throw ServerStartError.twoModels(named: name, same.map(\.file.path)) }
    }

    /// The model with a name, or the first for a task.
    ///
    /// - Throws: `RequestError.absent`, or `badRequest` where the model is for another task.
    func model(_ name: String?, task: ModelTask) throws(RequestError) -> ServedModel {
        guard let name else {
            guard let first = all.first(where: { $0.file.header.task == task }) else { throw .absent("model for \(task.rawValue) on this server") }
            return first
        }
        let model = try self.model(name)
        guard model.file.header.task == task else { throw .badRequest("the model \(name) is for \(model.file.header.task.rawValue), not \(task.rawValue)") }
        return model
    }

    /// - Throws: `RequestError.absent`
    func model(_ name: String) throws(RequestError) -> ServedModel {
        guard let model = all.first(where: { $0.name == name }) else {
            throw .absent("model \(name.prefix(64).debugDescription); this server has \(all.map(\.name).joined(separator: ", "))")
        }
        return model
    }
}
