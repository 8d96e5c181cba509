import ModelFormat
import Networks
import Training

extension SegmentationSettings {
    /// The defaults, but for the network of a model, if that is a U-Net.
    ///
    /// - Throws: `ModelError` for a file that is no model.
    public static func defaults(forNetworkOf path: String) throws -> SegmentationSettings {
        var settings = SegmentationSettings()
        if let network = UNet3D(tensorShapes: try ModelFile.read(path).header.tensors.mapValues(\.shape)) {
            (settings.widths, settings.halved, settings.adapted) = (network.widths, network.isHalved, network.isAdapted)
        }
        return settings
    }
}

/// A model as the start of a training.
extension ModelFile {
    /// Refuses a model whose modalities or outputs mean something else than those of a training.
    ///
    /// - Throws: `TrainingJobError.otherNames`.
    func checkNames(_ path: String) throws(TrainingJobError) {
        for (found, expected) in [(header.modalities.map(\.name), SegmentationTraining.modalities), (header.outputs.map(\.name), TrainingCase.regions.map(\.rawValue))]
        where found != expected {
            throw .otherNames(path, found: found, expected: expected)
        }
    }

    /// Puts the model's weights in the place of those of the same name and shape, and returns the others.
    ///
    /// - Throws: `ModelError` for weights that cannot be read.
    func give(to parameters: inout ParameterValues) throws(ModelError) -> [Parameter] {
        var others: [Parameter] = []
        for parameter in parameters.parameters {
            if header.tensors[parameter.name]?.shape == parameter.shape {
                parameters[parameter.name] = try floats(parameter.name)
            } else {
                others.append(parameter)
            }
        }
        return others
    }

    /// The model's importance weights.
    func importance(_ normalisation: ImportanceWeights.Normalisation) -> ImportanceWeights? {
        header.importance.map { stored in
            var importance = ImportanceWeights(modalities: stored.raw.count, normalisation: normalisation)
            importance.raw = stored.raw
            return importance
        }
    }
}
