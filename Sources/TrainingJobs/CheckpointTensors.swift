import Foundation
import ModelFormat

/// The tensors of a checkpoint under the names that the network knows: without the prefix `module.` of a data-parallel model.
struct CheckpointTensors {
    let path: String
    /// Extents by name.
    let shapes: [String: [Int]]
    private let file: SafetensorsFile
    private let names: [String: String]

    /// - Throws: `pickled` for a PyTorch checkpoint, `namedTwice`, or `ModelError`.
    init(_ path: String) throws {
        if CheckpointTensors.isPickled(path) { throw TrainingJobError.pickled(path) }
        self.path = path
        file = try SafetensorsFile.read(path)
        var (names, shapes): ([String: String], [String: [Int]]) = ([:], [:])
        for name in file.names {
            let known = name.hasPrefix("module.") ? String(name.dropFirst("module.".count)) : name
            if names.updateValue(name, forKey: known) != nil { throw TrainingJobError.namedTwice(path, name: known) }
            shapes[known] = try file.shape(name)
        }
        (self.names, self.shapes) = (names, shapes)
    }

    /// A tensor's numbers.
    ///
    /// - Throws: `wrongTensor` where it is absent or has another shape, `notFiniteTensor`.
    func floats(_ name: String, shape: [Int]) throws -> [Float] {
        guard let stored = names[name], shapes[name] == shape else {
            throw TrainingJobError.wrongTensor(path, name: name, found: shapes[name], expected: shape)
        }
        let values = try file.floats(stored)
        guard values.allSatisfy(\.isFinite) else { throw TrainingJobError.notFiniteTensor(path, name: name) }
        return values
    }

    /// PyTorch writes a zip archive around a pickle, or before 1.6 a pickle.
    private static func isPickled(_ path: String) -> Bool {
        if ["pth", "pt", "ckpt", "pkl"].contains(URL(fileURLWithPath: path).pathExtension.lowercased()) { return true }
        guard let handle = FileHandle(forReadingAtPath: path), let start = try? handle.read(upToCount: 4) else { return false }
        return start == Data([0x50, 0x4B, 3, 4])
    }
}
