/// How the columns of one modality become features: numbers first, then categories, then genotypes; or how its pictures or sounds do.
package struct ModalityEncoding: Sendable, Hashable, Codable {
    package var name: String
    package var numeric: [NumericEncoding]
    package var categorical: [CategoricalEncoding]
    package var genotype: [GenotypeEncoding]
    /// Nil where the columns hold values.
    package var signal: SignalEncoding?

    package var featureCount: Int {
        signal != nil ? SignalKind.pictureSize * SignalKind.pictureSize : numeric.count + categorical.reduce(0) { $0 + $1.featureCount } + genotype.reduce(0) { $0 + $1.featureCount }
    }

    /// Fits to the training records of a batch.
    init(_ name: String, fitting batch: RecordBatch, _ place: RecordLayout.Place, rows: [Int], pruning: LinkagePruning, scaling: NumericEncoding.Scaling) {
        let (width, textWidth) = (batch.layout.numbers.count, batch.layout.texts.count)
        func texts(_ column: Int) -> [String] { rows.map { batch.texts[$0 * textWidth + column] } }
        self.name = name
        if let kind = place.signal {
            (numeric, categorical, genotype) = ([], [], [])
            let all = rows.map { batch.numbers[$0 * width + place.numbers.lowerBound..<$0 * width + place.numbers.upperBound] }
            signal = SignalEncoding(kind, fitting: all.filter { !$0[$0.startIndex].isNaN })
            return
        }
        numeric = place.numbers.map { column in NumericEncoding(fitting: rows.lazy.map { batch.numbers[$0 * width + column] }, scaling: scaling) }
        categorical = place.categories.map { CategoricalEncoding(fitting: texts($0)) }
        genotype = place.genotypes.map { GenotypeEncoding(fitting: texts($0), scaling: scaling) }
        let dosages = zip(genotype, place.genotypes).map { encoding, column in
            encoding.dosages.indices.map { index in texts(column).map { encoding.dosage($0, index) } }
        }
        for (index, isKept) in pruning.kept(dosages).enumerated() { genotype[index].isPruned = !isKept }
    }

    /// Encodes this modality of all records.
    func encode(_ batch: RecordBatch, _ place: RecordLayout.Place) -> EncodedBatch.Modality {
        var modality = EncodedBatch.Modality(name: name, featureCount: featureCount)
        modality.features = Array(repeating: 0, count: batch.count * featureCount)
        modality.isPresent = Array(repeating: false, count: batch.count)
        if let signal {
            encode(batch, place, by: signal, into: &modality)
            return modality
        }
        let scaling = Scaling(numeric)
        var unmet = Array(repeating: 0, count: categorical.count)
        modality.features.withUnsafeMutableBufferPointer { features in
            batch.numbers.withUnsafeBufferPointer { numbers in
                for row in 0..<batch.count {
                    let record = features.baseAddress.map { $0 + row * featureCount }
                    let source = numbers.baseAddress.map { $0 + row * batch.layout.numbers.count + place.numbers.lowerBound }
                    let hasNumber = scaling.apply(source, to: record)
                    let hasText = encodeTexts(batch, place, row, into: record.map { $0 + numeric.count }, &unmet)
                    modality.isPresent[row] = hasNumber || hasText
                    if !hasNumber, !hasText { record?.update(repeating: 0, count: featureCount) }
                }
            }
        }
        modality.unmet = unmet
        return modality
    }

    private func encode(_ batch: RecordBatch, _ place: RecordLayout.Place, by signal: SignalEncoding, into modality: inout EncodedBatch.Modality) {
        for row in 0..<batch.count {
            let start = row * batch.layout.numbers.count
            let numbers = batch.numbers[start + place.numbers.lowerBound..<start + place.numbers.upperBound]
            modality.isPresent[row] = !numbers[numbers.startIndex].isNaN
            guard modality.isPresent[row] else { continue }
            modality.features.replaceSubrange(row * featureCount..<(row + 1) * featureCount, with: signal.picture(numbers))
        }
    }

    /// Encodes categories and genotypes of one record; whether it has any.
    private func encodeTexts(_ batch: RecordBatch, _ place: RecordLayout.Place, _ row: Int, into features: UnsafeMutablePointer<Float>?, _ unmet: inout [Int]) -> Bool {
        guard var target = features, !(categorical.isEmpty && genotype.isEmpty) else { return false }
        let start = row * batch.layout.texts.count
        for (index, (encoding, column)) in zip(categorical, place.categories).enumerated() {
            if encoding.encode(batch.texts[start + column], into: target) { unmet[index] += 1 }
            target += encoding.featureCount
        }
        for (encoding, column) in zip(genotype, place.genotypes) {
            encoding.encode(batch.texts[start + column], into: target)
            target += encoding.featureCount
        }
        return batch.texts[start + place.categories.lowerBound..<start + place.genotypes.upperBound].contains { !$0.isEmpty }
    }

    /// The numeric encodings side by side, for a loop over a record's numbers that vectorises.
    private struct Scaling {
        let centres, scales, fills: [Float]

        init(_ encodings: [NumericEncoding]) {
            (centres, scales, fills) = (encodings.map(\.centre), encodings.map(\.scale), encodings.map(\.fill))
        }

        /// Scales the numbers of one record; whether it has any.
        func apply(_ numbers: UnsafePointer<Float>?, to features: UnsafeMutablePointer<Float>?) -> Bool {
            guard let numbers, let features else { return false }
            var present: Int32 = 0
            centres.withUnsafeBufferPointer { centres in
                scales.withUnsafeBufferPointer { scales in
                    fills.withUnsafeBufferPointer { fills in
                        for index in 0..<centres.count {
                            let value = numbers[index]
                            let isPresent = value == value
                            present |= isPresent ? 1 : 0
                            features[index] = isPresent ? (value - centres[index]) * scales[index] : fills[index]
                        }
                    }
                }
            }
            return present != 0
        }
    }
}
