import ModelFormat
import Networks
import Tensors
import Training

extension ModelImport {
    /// The raw importance weight vector [modalities].
    private static let importanceTensor = "kd_weights.kd_weights"
    /// Tensors that some checkpoints hold and the network does not use.
    private static let unusedPrefix = "multihead_attn."

    /// The published network: weight standardisation folded in, with the tiling, preprocessing and rules of its evaluation.
    static func metaKDResNet(_ checkpoint: CheckpointTensors) throws -> Imported {
        guard let network = MetaKDResNet(tensorShapes: checkpoint.shapes) else { throw firstUnfit(checkpoint) }
        let graph = network.graph
        var tensors: [String: [Float]] = [:]
        for parameter in try graph.parameters() {
            let values = try checkpoint.floats(parameter.name, shape: parameter.shape)
            tensors[parameter.name] = parameter.shape.count == 5 && MetaKDResNet.isStandardised(parameter.name)
                ? WeightStandardisation.apply(values, outputs: parameter.shape[0]) : values
        }
        var importance = ImportanceWeights(modalities: network.modalities)
        importance.raw = try checkpoint.floats(importanceTensor, shape: [network.modalities])
        let unused = checkpoint.shapes.keys.filter { tensors[$0] == nil && $0 != importanceTensor && !$0.hasPrefix(unusedPrefix) }
        if let name = unused.min() { throw TrainingJobError.unusedTensor(checkpoint.path, name: name, architecture: "metakd-resnet50") }
        return Imported(graph: graph, tensors: tensors, preprocessing: .cappedZScore, outputs: ["ET", "WT", "TC"],
                        importance: Importance(raw: importance.raw, normalised: importance.normalised), inference: evaluationSettings)
    }

    /// The published evaluation: tiles, and what is done to the mask.
    private static let evaluationSettings = InferenceSettings(
        tile: Triple(80, 160, 160), spacing: .one, overlap: 1 / 3, axes: .brats,
        rules: [PostProcessingRule(kind: .minimumComponent, output: "WT", voxels: 2000, fraction: 0.1),
                PostProcessingRule(kind: .minimumRegion, output: "ET", voxels: 500)])

    /// The first tensor that tells a width and that the checkpoint does not have, or not with five extents.
    private static func firstUnfit(_ checkpoint: CheckpointTensors) -> TrainingJobError {
        let published = (try? MetaKDResNet().graph.parameters()) ?? []
        let widths = published.filter { MetaKDResNet.widthTensors.contains($0.name) }
        guard let wrong = widths.first(where: { checkpoint.shapes[$0.name]?.count != 5 }) else {
            return .otherArchitecture(checkpoint.path, "metakd-resnet50")
        }
        return .wrongTensor(checkpoint.path, name: wrong.name, found: checkpoint.shapes[wrong.name], expected: wrong.shape)
    }
}
