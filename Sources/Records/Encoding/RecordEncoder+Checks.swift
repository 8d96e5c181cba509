extension RecordEncoder {
    /// What keeps an encoder that was read from a file from encoding; nil if nothing does.
    ///
    /// - Parameters:
    ///   - features: How many the network reads of each modality.
    ///   - classes: The network's classes.
    package func fault(modalities names: [String], features: [Int], classes: [String]) -> String? {
        if let fault = schema.fault { return fault }
        if schema.classes != classes { return "its classes are not those of the network" }
        guard schema.modalities.map(\.name) == names, modalities.map(\.name) == names else { return "its modalities are not those of the network" }
        for (index, (encoding, columns)) in zip(modalities, schema.modalities).enumerated() {
            if let fault = encoding.fault(columns) { return "modality \(encoding.name): \(fault)" }
            guard encoding.featureCount == features[index] else {
                return "modality \(encoding.name): \(encoding.featureCount) features, but the network reads \(features[index])"
            }
        }
        return nil
    }
}

extension ModalityEncoding {
    fileprivate func fault(_ columns: Schema.Modality) -> String? {
        guard signal?.kind == columns.signal else { return "its encoding is not that of its files" }
        if let signal, !signal.isWhole { return "a scale of its sounds is absent or not finite" }
        guard numeric.count == columns.numeric.count, categorical.count == columns.categorical.count, genotype.count == columns.genotype.count else {
            return "its encodings are not as many as its columns"
        }
        if columns.columns.contains(where: { $0.hasSuffix("*") }) { return "a column's name ends in *" }
        let numbers = numeric + genotype.flatMap(\.dosages)
        guard numbers.allSatisfy({ $0.minimum.isFinite && $0.maximum.isFinite && $0.mean.isFinite && $0.minimum <= $0.maximum && $0.centre.isFinite && $0.scale.isFinite }) else {
            return "a scale is not finite"
        }
        if let fault = categorical.lazy.compactMap(\.fault).first { return fault }
        guard genotype.allSatisfy({ $0.dosages.count == max(1, $0.counted.count) }) else { return "a genotype's alleles and scales differ in number" }
        return nil
    }
}
