import ModelFormat
import Networks
import Tensors
import Training

extension SegmentationSettings {
    /// The defaults, but for a model's network, if that is a U-Net, the voxels that it knows, and how its images are cut into tiles and its masks cleaned.
    /// Patches have the smallest extent that the network works on, for which its norms were trained.
    ///
    /// - Throws: `ModelError` for a file that is no model.
    public static func defaults(forTrainingFrom path: String) throws -> SegmentationSettings {
        var settings = SegmentationSettings()
        let header = try ModelFile.read(path).header
        if let network = UNet3D(tensorShapes: header.tensors.mapValues(\.shape)) {
            (settings.widths, settings.halved, settings.adapted) = (network.widths, network.isHalved, network.isAdapted)
            (settings.tile, settings.overlap, settings.rules) = (header.inference.tile, header.inference.overlap, header.inference.rules)
            if let known = header.inference.spacing { settings.spacing = [known.x, known.y, known.z] }
            if header.inference.smallest != Triple(1) { settings.patch = header.inference.smallest }
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
}

/// Models as the start of a training: the mean of their weights.
extension [ModelFile] {
    /// Puts the means in the place of the weights that each model has by that name and in that shape, and returns the others.
    ///
    /// - Throws: `ModelError` for weights that cannot be read.
    func give(to parameters: inout ParameterValues) throws(ModelError) -> [Parameter] {
        var others: [Parameter] = []
        for parameter in parameters.parameters {
            guard allSatisfy({ $0.header.tensors[parameter.name]?.shape == parameter.shape }) else { others.append(parameter); continue }
            var weights: [[Float]] = []
            for model in self { weights.append(try model.floats(parameter.name)) }
            parameters[parameter.name] = mean(weights)
        }
        return others
    }

    /// The means of the models' raw importance weights, if all have them.
    func importance(_ normalisation: ImportanceWeights.Normalisation) -> ImportanceWeights? {
        let raw = compactMap(\.header.importance?.raw)
        guard raw.count == count, let modalities = raw.first?.count else { return nil }
        var importance = ImportanceWeights(modalities: modalities, normalisation: normalisation)
        importance.raw = mean(raw)
        return importance
    }

    private func mean(_ rows: [[Float]]) -> [Float] {
        rows[0].indices.map { column in rows.reduce(0) { $0 + $1[column] } / Float(rows.count) }
    }
}
