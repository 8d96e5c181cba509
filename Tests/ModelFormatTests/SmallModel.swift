import Crypto
import Foundation
import ModelFormat
import Networks
import Tensors

/// A model of a few hundred weights with every field in use, and 400 filler characters for forgeries to use up.
enum SmallModel {
    static let network = UNet3D(widths: [1, 2], modalities: 2, outputs: 2).graph

    static var header: ModelHeader { header(network) }

    static func header(_ network: Graph) -> ModelHeader {
        ModelHeader(task: .segmentation, network: network,
                    modalities: [ModalityDescription(name: "flair", aliases: ["t2f", "fla"]), ModalityDescription(name: "t1c", aliases: ["t1ce"])],
                    outputs: [OutputDescription(name: "ET"), OutputDescription(name: "WT")],
                    importance: Importance(raw: [0.25, -0.25], normalised: [0.625, 0.375]),
                    inference: InferenceSettings(tile: Triple(8, 4, 6), spacing: SIMD3(1, 1.5, 2), overlap: 0.5, threshold: 0.5,
                                                 rules: [PostProcessingRule(kind: .minimumComponent, output: "ET", voxels: 50)]),
                    evaluation: [SubsetEvaluation(subset: "flair+t1c", metrics: ["dice_ET": 0.75, "dice_WT": 0.9], n: 20, data: "phantoms"),
                                 SubsetEvaluation(subset: "t1c", metrics: ["dice_ET": 0.5], n: 20, data: "phantoms")],
                    provenance: Provenance(trainerVersion: "1.0", seed: .max, settings: ["filler": String(repeating: "#", count: 400), "iterations": "10"], data: "phantoms",
                                           created: "2025-01-02T03:04:05Z"))
    }

    static func tensors(_ network: Graph = network, seed: UInt64 = 1) throws -> [String: [Float]] {
        var generator = SeededGenerator(seed: seed)
        var tensors: [String: [Float]] = [:]
        for parameter in try network.parameters() {
            tensors[parameter.name] = (0..<parameter.count).map { _ in generator.normal() }
        }
        return tensors
    }

    /// The bytes of the model's file.
    static func bytes(_ network: Graph = network, as elementType: TensorEntry.ElementType = .f32) throws -> Data {
        let folder = try TemporaryFolder()
        try ModelFile.write(header: header(network), tensors: tensors(network), as: elementType, to: folder.file("model.metakd"))
        return try folder.bytes()
    }
}

/// Makes a hostile file from a good one. The SHA-256 is made anew, so that it is another check that must refuse the file.
struct Forgery {
    var prefix: Data
    var json: Data
    /// Padding, tensors and what follows, without the SHA-256.
    var rest: Data

    init(_ bytes: Data = try! SmallModel.bytes()) {
        let length = bytes[16..<24].reversed().reduce(0) { $0 << 8 | Int($1) }
        prefix = bytes[0..<24]
        json = Data(bytes[24..<24 + length])
        rest = Data(bytes[(24 + length)..<(bytes.count - 32)])
    }

    var bytes: Data {
        var bytes = prefix
        bytes[16..<24] = Data(withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) })
        return Forgery.hashed(bytes + json + rest)
    }

    static func hashed(_ body: Data) -> Data { body + Data(SHA256.hash(data: body)) }

    /// Replaces a piece of the header, keeping the tensors where they are: the filler in `settings` gives way to a longer piece,
    /// and spaces after the JSON make up for a shorter one.
    mutating func replace(_ old: String, _ new: String) {
        var text = String(decoding: json, as: UTF8.self)
        guard let range = text.range(of: old) else { preconditionFailure("the header does not hold \(old)") }
        text.replaceSubrange(range, with: new)
        let excess = text.utf8.count - json.count
        if excess > 0 {
            guard let filler = text.range(of: String(repeating: "#", count: excess)) else { preconditionFailure("\(new) leaves no room") }
            text.removeSubrange(filler)
        }
        json = Data(text.utf8) + Data(repeating: UInt8(ascii: " "), count: json.count - text.utf8.count)
    }
}
