import Foundation
import ModelFormat

/// The tensors of a checkpoint under the names that the network knows: without the prefix `module.` of a data-parallel model.
struct CheckpointTensors {
    let path: String
    /// Extents by name.
    let shapes: [String: [Int]]
    private let file: SafetensorsFile
    private let names: [String: String]

    /// - Throws: `pickled` for a PyTorch checkpoint, `alreadyModel`, `namedTwice`, or `ModelError`.
    init(_ path: String) throws {
        let start = CheckpointTensors.start(of: path)
        if start == ModelFrame.magic { throw TrainingJobError.alreadyModel(path) }
        if CheckpointTensors.isPickled(path, start) { throw TrainingJobError.pickled(path) }
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
    private static func isPickled(_ path: String, _ start: [UInt8]) -> Bool {
        ["pth", "pt", "ckpt", "pkl"].contains(URL(fileURLWithPath: path).pathExtension.lowercased()) || start.starts(with: [0x50, 0x4B, 3, 4])
    }

    /// A file's first bytes, as many as a model file's magic; none of a file that cannot be read.
    private static func start(of path: String) -> [UInt8] {
        Array((try? FileHandle(forReadingAtPath: path)?.read(upToCount: ModelFrame.magic.count)) ?? Data())
    }
}
