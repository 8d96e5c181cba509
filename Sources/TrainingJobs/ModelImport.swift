import Foundation
import Imaging
import ModelFormat
import Networks
import Tensors
import Workflow

/// Turns a checkpoint of tensors into a model file.
public enum ModelImport {
    /// The architectures that can be imported.
    public static let architectures = ["unet3d", "metakd-resnet50"]

    /// A network read off a checkpoint.
    struct Imported {
        var graph: Graph
        var tensors: [String: [Float]]
        var preprocessing = Preprocessing.zScoreOverBrain
        /// The outputs' names, if there are as many.
        var outputs: [String]
        var importance: Importance?
        var inference = InferenceSettings()
    }

    /// Reads widths, modality count and outputs off the tensors' shapes, and writes the model.
    ///
    /// - Parameter spacing: Between the voxels that it was trained on, along D, H and W in mm; nil for what is known of the architecture.
    /// - Throws: `TrainingJobError` where the tensors are not the architecture's, `ModelError` for unusable files.
    public static func run(architecture: String, weights path: String, to output: String, spacing: SIMD3<Float>? = nil, overwrite: Bool) throws {
        guard architectures.contains(architecture) else { throw TrainingJobError.unknownArchitecture(architecture, architectures) }
        let checkpoint = try CheckpointTensors(path)
        var imported = try architecture == "unet3d" ? unet3D(checkpoint) : metaKDResNet(checkpoint)
        if let spacing { imported.inference.spacing = spacing }
        try ModelFile.write(header: header(imported, architecture, path), tensors: imported.tensors, to: output, overwrite: overwrite)
    }

    private static func unet3D(_ checkpoint: CheckpointTensors) throws -> Imported {
        guard let network = UNet3D(tensorShapes: checkpoint.shapes) else { throw TrainingJobError.otherArchitecture(checkpoint.path, "unet3d") }
        let graph = network.graph
        var tensors: [String: [Float]] = [:]
        for parameter in try graph.parameters() { tensors[parameter.name] = try checkpoint.floats(parameter.name, shape: parameter.shape) }
        return Imported(graph: graph, tensors: tensors, outputs: TrainingCase.regions.map(\.rawValue))
    }

    private static func header(_ imported: Imported, _ architecture: String, _ path: String) throws -> ModelHeader {
        let (known, graph) = (SegmentationTraining.modalities, imported.graph)
        let names = graph.modalities == known.count ? known : (1...graph.modalities).map { "modality\($0)" }
        let tile = imported.inference.tile
        let channels = try graph.outputShape(for: Extent(tile.depth, tile.height, tile.width)).channels
        let outputs = channels == imported.outputs.count ? imported.outputs : (1...channels).map { "output\($0)" }
        var inference = imported.inference
        inference.rules.removeAll { !outputs.contains($0.output) }
        return ModelHeader(
            task: .segmentation, network: graph,
            modalities: names.map { ModalityDescription(name: $0, aliases: ModalityAliases.standard.otherNames(of: $0), preprocessing: imported.preprocessing) },
            outputs: outputs.map { OutputDescription(name: $0) }, importance: imported.importance, inference: inference,
            provenance: Provenance(trainerVersion: programVersion, seed: 0, settings: ["architecture": architecture],
                                   data: "imported from \(URL(fileURLWithPath: path).lastPathComponent)",
                                   created: ISO8601DateFormatter().string(from: Date())))
    }
}
