import Foundation
import ModelFormat
import Networks
import Tensors

/// Model files of a few thousand seeded weights: every part of the program runs on them, in milliseconds.
enum TinyModel {
    static let network = UNet3D(widths: [4, 8]).graph

    /// - Parameter spacing: Between the voxels that it says it was trained on.
    static func header(outputs: [String] = ["ET", "TC", "WT"], spacing: SIMD3<Float>? = nil) -> ModelHeader {
        let names = [("flair", ["t2f", "fla"]), ("t1", ["t1n"]), ("t1c", ["t1ce", "t1gd", "t1post", "ct1"]), ("t2", ["t2w"])]
        return ModelHeader(task: .segmentation, network: network, modalities: names.map { ModalityDescription(name: $0, aliases: $1) },
                           outputs: outputs.map { OutputDescription(name: $0) }, inference: InferenceSettings(tile: Triple(16), spacing: spacing, overlap: 0.5),
                           provenance: Provenance(trainerVersion: "0", seed: 1, settings: [:], data: "none", created: "2025-01-02T03:04:05Z"))
    }

    /// Of a model that classifies tables.
    static func classifierHeader() throws -> ModelHeader {
        let network = try RecordNetwork(encoders: [.table(inputs: 3, widths: [])], features: 2, decoderWidth: 2, dropout: 0, classes: 2).graph.served { _ in [] }.0
        return ModelHeader(task: .classification, network: network, modalities: [ModalityDescription(name: "clinical")],
                           outputs: ["no", "yes"].map { OutputDescription(name: $0) }, inference: InferenceSettings(tile: Triple(1, 1, 8), overlap: 0),
                           provenance: Provenance(trainerVersion: "0", seed: 1, data: "none", created: "2025-01-02T03:04:05Z"))
    }

    /// Writes a model and returns its path.
    @discardableResult
    static func write(_ path: String, _ header: ModelHeader = header(), seed: UInt64 = 1) throws -> String {
        var generator = SeededGenerator(seed: seed)
        var tensors: [String: [Float]] = [:]
        for parameter in try header.network.parameters() {
            let isBias = parameter.name.hasSuffix("bias")
            tensors[parameter.name] = (0..<parameter.count).map { _ in isBias ? 0 : generator.normal() }
        }
        try ModelFile.write(header: header, tensors: tensors, to: path)
        return path
    }
}
