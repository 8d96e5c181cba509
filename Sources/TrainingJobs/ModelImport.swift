import Foundation
import Imaging
import ModelFormat
import Networks
import Workflow

/// Turns a checkpoint of tensors into a model file.
public enum ModelImport {
    /// The architectures that can be imported.
    public static let architectures = ["unet3d"]

    /// Reads widths, modality count and outputs off the tensors' shapes, and writes the model.
    ///
    /// - Throws: `TrainingJobError` where the tensors are not the architecture's, `ModelError` for unusable files.
    public static func run(architecture: String, weights path: String, to output: String, overwrite: Bool) throws {
        guard architectures.contains(architecture) else { throw TrainingJobError.unknownArchitecture(architecture, architectures) }
        let file = try SafetensorsFile.read(path)
        var shapes: [String: [Int]] = [:]
        for name in file.names { shapes[name] = try file.shape(name) }
        guard let network = UNet3D(tensorShapes: shapes) else { throw TrainingJobError.notAUNet(path) }
        let graph = network.graph
        var tensors: [String: [Float]] = [:]
        for parameter in try graph.parameters() {
            guard shapes[parameter.name] == parameter.shape else {
                throw TrainingJobError.wrongTensor(path, name: parameter.name, found: shapes[parameter.name], expected: parameter.shape)
            }
            tensors[parameter.name] = try file.floats(parameter.name)
        }
        try ModelFile.write(header: header(network, path), tensors: tensors, to: output, overwrite: overwrite)
    }

    private static func header(_ network: UNet3D, _ path: String) -> ModelHeader {
        let (known, regions) = (SegmentationTraining.modalities, TrainingCase.regions.map(\.rawValue))
        let names = network.modalities == known.count ? known : (1...network.modalities).map { "modality\($0)" }
        let outputs = network.outputs == regions.count ? regions : (1...network.outputs).map { "output\($0)" }
        return ModelHeader(
            task: .segmentation, network: network.graph,
            modalities: names.map { ModalityDescription(name: $0, aliases: ModalityAliases.standard.otherNames(of: $0)) },
            outputs: outputs.map { OutputDescription(name: $0) },
            provenance: Provenance(trainerVersion: programVersion, seed: 0, settings: ["architecture": "unet3d"],
                                   data: "imported from \(URL(fileURLWithPath: path).lastPathComponent)",
                                   created: ISO8601DateFormatter().string(from: Date())))
    }
}
