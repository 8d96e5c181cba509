import Foundation
import Inference
import Kernels
import ModelFormat
import Networks
import Tensors

/// Checks a model file whole and, against a golden file, the numbers that the engine computes with it.
public struct ModelVerification: Sendable, Codable {
    /// How far one subset's logits are from the golden ones.
    public struct Difference: Sendable, Codable {
        public var subset: String
        public var maxAbs: Float
        public var meanAbs: Float
    }

    /// Whether the file is sound and no difference exceeds the tolerance.
    public var ok: Bool
    public var model: String
    public var digest: String
    public var instructionSet: String
    public var tolerance: Float
    public var subsets: [Difference]

    /// - Parameters:
    ///   - golden: A safetensors file with `image` [modalities, D, H, W] and `logits.<subset>` [outputs, D, H, W]; nil to check
    ///     the file alone.
    ///   - tolerance: The largest difference that is still right.
    /// - Throws: `ModelError` for a file that is not sound, `WorkflowError.goldenUnusable`.
    public init(model path: String, golden: String?, tolerance: Float = 5e-3, threads: Int? = nil) throws {
        let file = try ModelFile.read(path)
        let machine = try Machine(threads: threads)
        subsets = try golden.map { try ModelVerification.compare(file, SafetensorsFile.read($0), $0, machine) } ?? []
        model = path
        digest = file.digest
        instructionSet = machine.instructionSet.rawValue
        self.tolerance = tolerance
        ok = subsets.allSatisfy { $0.maxAbs <= tolerance }
    }

    /// The result as JSON with keys in snake case.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    private static func compare(_ file: ModelFile, _ golden: SafetensorsFile, _ path: String, _ machine: Machine) throws -> [Difference] {
        let graph = file.header.network
        let shape = try golden.shape("image")
        guard shape.count == 4, shape[0] == graph.modalities else {
            throw WorkflowError.goldenUnusable(path, reason: "image is \(shape), expected [\(graph.modalities), D, H, W]")
        }
        let extent = Extent(shape[1], shape[2], shape[3])
        let image = try golden.floats("image")
        let planes = (0..<graph.modalities).map { Tensor(Shape(channels: 1, extent: extent), Array(image[$0 * extent.voxels..<($0 + 1) * extent.voxels])) }
        return try golden.names.filter { $0.hasPrefix("logits.") }.map { name in
            let subsetName = String(name.dropFirst("logits.".count))
            guard let subset = ModalitySubset(name: subsetName, among: file.header.modalities.map(\.name)) else {
                throw WorkflowError.goldenUnusable(path, reason: "\(name) names no subset of \(file.header.modalities.map(\.name).joined(separator: ", "))")
            }
            let plan: Plan
            do { plan = try Plan(graph, weights: { try! file.floats($0) }, subset: subset, extent: extent, machine: machine) } catch {
                throw WorkflowError.goldenUnusable(path, reason: "\(error)")
            }
            let output = Tensor(plan.outputShape, layout: .planar)
            plan.run(Dictionary(uniqueKeysWithValues: subset.indices.map { ($0, planes[$0]) }), into: output)
            let expected = try golden.floats(name)
            guard expected.count == plan.outputShape.count else {
                throw WorkflowError.goldenUnusable(path, reason: "\(name) has \(expected.count) numbers, expected \(plan.outputShape.count)")
            }
            return difference(output.planarElements(), expected, subsetName)
        }
    }

    private static func difference(_ found: [Float], _ expected: [Float], _ subset: String) -> Difference {
        let differences = zip(found, expected).map { abs($0 - $1) }
        let worst = differences.reduce(0) { $1 > $0 || $1.isNaN ? $1 : $0 }
        return Difference(subset: subset, maxAbs: worst, meanAbs: Float(differences.reduce(0.0) { $0 + Double($1) } / Double(max(differences.count, 1))))
    }
}
