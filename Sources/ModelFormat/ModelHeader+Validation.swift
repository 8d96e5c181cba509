import Networks
import Tensors

extension ModelHeader {
    static let nodeLimit = 10_000
    static let tileRange = 1...1024

    /// Checks everything but the tensors' places in the file.
    func validate(_ place: FilePlace) throws(ModelError) {
        guard format == ModelHeader.formatName else {
            throw .outOfRange(place.field("format"), found: "\"\(format)\"", expected: "\"\(ModelHeader.formatName)\"")
        }
        let shape = try validateNetwork(place)
        try validateModalities(place.field("modalities"))
        try validateOutputs(place.field("outputs"), channels: shape.channels)
        if task == .classification { try validateBatch(shape, place) }
        if let records { try validateRecords(records, place.field("records")) }
        try importance?.validate(modalities: network.modalities, place.field("importance"))
        try inference.validate(outputs: outputs, place.field("inference"))
        try validateEvaluation(place.field("evaluation"))
    }

    /// The output's shape for one tile.
    private func validateNetwork(_ place: FilePlace) throws(ModelError) -> Shape {
        let nodes = network.decoder.count + network.encoders.reduce(0) { $0 + $1.nodes.count }
        guard nodes <= ModelHeader.nodeLimit else {
            throw .outOfRange(place.field("network"), found: "\(nodes) nodes", expected: "at most \(ModelHeader.nodeLimit)")
        }
        let tile = inference.tile
        for size in tile.values where !ModelHeader.tileRange.contains(size) {
            throw .outOfRange(place.field("inference.tile"), found: "\(size)", expected: "1 to 1024 voxels")
        }
        for (size, most) in zip(inference.smallest.values, tile.values) where !(1...most).contains(size) {
            throw .outOfRange(place.field("inference.smallest"), found: "\(size)", expected: "1 to \(most) voxels, the tile's extent")
        }
        do {
            _ = try network.parameters()
            try network.checkServable()
            let shape = try network.outputShape(for: Extent(tile.depth, tile.height, tile.width))
            // A batch of records is no part of a larger one: its other extents are those of a record.
            if task == .segmentation { try validateTile(place.field("inference.tile")) }
            return shape
        } catch let error as GraphError {
            throw .impossibleGraph(place.field("network"), error)
        } catch let error as ModelError {
            throw error
        } catch {
            preconditionFailure("a graph threw \(error), expected GraphError")
        }
    }

    /// A network that takes any multiple of some step must be given one; an axis of 1 is one the network does not use.
    private func validateTile(_ place: FilePlace) throws(ModelError) {
        guard let steps = network.extentMultiples else { return }
        for (size, step) in zip(inference.tile.values, steps.values) where size != 1 && size % step != 0 {
            throw .outOfRange(place, found: "\(size)", expected: "a multiple of \(step) voxels")
        }
    }

    /// A classifier's tile is a batch of records, of which its output holds one voxel each.
    private func validateBatch(_ output: Shape, _ place: FilePlace) throws(ModelError) {
        let tile = Extent(inference.tile.depth, inference.tile.height, inference.tile.width), axes = RecordAxes(tile)
        let expected = axes.outputExtent(records: axes.records(tile))
        guard output.extent == expected else {
            throw .outOfRange(place.field("inference.tile"), found: "\(tile) with an output of \(output.extent)", expected: "an output of \(expected)")
        }
    }

    private func validateRecords(_ records: JSONValue, _ place: FilePlace) throws(ModelError) {
        guard task == .classification else { throw .outOfRange(place, found: "encodings of records", expected: "none beside this task") }
        guard case .object = records else { throw .outOfRange(place, found: "no object", expected: "encodings of records") }
    }

    private func validateModalities(_ place: FilePlace) throws(ModelError) {
        guard modalities.count == network.modalities else {
            throw .wrongCount(place, found: modalities.count, expected: network.modalities)
        }
        var known: Set<String> = []
        for (index, modality) in modalities.enumerated() {
            for name in [modality.name] + modality.aliases {
                guard name.isModalityName else {
                    throw .outOfRange(place.element(index), found: "\"\(name)\"", expected: "1 to 64 letters, digits, '_', '-' or '.'")
                }
                guard known.insert(name.lowercased()).inserted else { throw .duplicateName(place.element(index), name: name) }
            }
        }
    }

    private func validateOutputs(_ place: FilePlace, channels: Int) throws(ModelError) {
        guard outputs.count == channels else { throw .wrongCount(place, found: outputs.count, expected: channels) }
        var known: Set<String> = []
        for (index, output) in outputs.enumerated() {
            guard !output.name.isEmpty else { throw .outOfRange(place.element(index), found: "an empty name", expected: "a name") }
            guard known.insert(output.name).inserted else { throw .duplicateName(place.element(index), name: output.name) }
        }
    }

    private func validateEvaluation(_ place: FilePlace) throws(ModelError) {
        let names = modalities.map(\.name)
        var known: Set<[String]> = []
        for (index, row) in evaluation.enumerated() {
            let place = place.element(index)
            guard let subset = ModalitySubset(name: row.subset, among: names), subset.name(names) == row.subset else {
                throw .unknownName(place.field("subset"), name: row.subset)
            }
            guard known.insert([row.subset, row.data]).inserted else { throw .duplicateName(place.field("subset"), name: row.subset) }
            guard row.n >= 0 else { throw .outOfRange(place.field("n"), found: "\(row.n)", expected: "0 or more") }
            for (name, value) in row.metrics.sorted(by: { $0.key < $1.key }) where !value.isFinite {
                throw .outOfRange(place.field("metrics.\(name)"), found: "\(value)", expected: "a finite number")
            }
        }
    }
}

extension Importance {
    fileprivate func validate(modalities: Int, _ place: FilePlace) throws(ModelError) {
        for (name, weights) in [("raw", raw), ("normalised", normalised)] {
            guard weights.count == modalities else { throw .wrongCount(place.field(name), found: weights.count, expected: modalities) }
            for (index, weight) in weights.enumerated() where !weight.isFinite {
                throw .outOfRange(place.field(name).element(index), found: "\(weight)", expected: "a finite number")
            }
        }
        for (index, weight) in normalised.enumerated() where !(0...1).contains(weight) {
            throw .outOfRange(place.field("normalised").element(index), found: "\(weight)", expected: "0 to 1")
        }
    }
}

extension InferenceSettings {
    /// Of distances between voxels, in mm.
    package static let spacingRange: ClosedRange<Float> = 0.05...50

    fileprivate func validate(outputs: [OutputDescription], _ place: FilePlace) throws(ModelError) {
        guard overlap >= 0, overlap < 1 else { throw .outOfRange(place.field("overlap"), found: "\(overlap)", expected: "0 to below 1") }
        guard (0...1).contains(threshold) else { throw .outOfRange(place.field("threshold"), found: "\(threshold)", expected: "0 to 1") }
        if let spacing, !(0..<3).allSatisfy({ InferenceSettings.spacingRange.contains(spacing[$0]) }) {
            let found = (0..<3).map { "\(spacing[$0])" }.joined(separator: ", "), range = InferenceSettings.spacingRange
            throw .outOfRange(place.field("spacing"), found: found, expected: "\(range.lowerBound) to \(range.upperBound) mm")
        }
        for (index, rule) in rules.enumerated() {
            let place = place.field("rules").element(index)
            guard outputs.contains(where: { $0.name == rule.output }) else { throw .unknownName(place.field("output"), name: rule.output) }
            if let voxels = rule.voxels, voxels < 0 { throw .outOfRange(place.field("voxels"), found: "\(voxels)", expected: "0 or more") }
            if let fraction = rule.fraction, !(0...1).contains(fraction) {
                throw .outOfRange(place.field("fraction"), found: "\(fraction)", expected: "0 to 1")
            }
            guard rule.isComplete else { throw .outOfRange(place.field("voxels"), found: "none", expected: "a number, or a fraction for a component") }
        }
    }
}

extension String {
    /// Fit to stand in a subset's name and on a command line.
    package var isModalityName: Bool {
        (1...64).contains(utf8.count) && unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0.properties.numericType != nil || "_-.".unicodeScalars.contains($0) }
    }
}
