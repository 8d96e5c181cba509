import Networks
import Records

extension AudiovisionPairs {
    /// Which pairs of the training part keep a modality.
    struct Kept: Sendable {
        var image: Set<Int>
        var audio: Set<Int>
    }

    /// The pairs as records of two pictures: the sound's 20 × 20 numbers, scaled to mean 0 and deviation 1 by coefficient over the
    /// training part, lie in the middle of zeros.
    ///
    /// - Parameters:
    ///   - parts: Pairs for training, validation and test.
    ///   - kept: Which training pairs have their picture, and their sound; validation and test have both.
    func data(_ parts: [[Int]], kept: Kept) -> ClassificationData {
        let scales = scales(parts[0].filter(kept.audio.contains))
        func batch(_ pairs: [Int], _ kept: Kept?) -> EncodedBatch {
            var (picture, sound) = (EncodedBatch.Modality(name: "image", featureCount: 784), EncodedBatch.Modality(name: "audio", featureCount: 784))
            for pair in pairs {
                picture.features += images[pair]
                sound.features += AudiovisionPairs.framed(sounds[pair], scales)
            }
            picture.isPresent = pairs.map { kept?.image.contains($0) ?? true }
            sound.isPresent = pairs.map { kept?.audio.contains($0) ?? true }
            var batch = EncodedBatch([picture, sound])
            (batch.keys, batch.labels) = (pairs.map(String.init), pairs.map { labels[$0] })
            return batch[batch.keys.indices.filter { picture.isPresent[$0] || sound.isPresent[$0] }]
        }
        let size = RecordNetwork.pictureSize
        return ClassificationData(training: batch(parts[0], kept), validation: batch(parts[1], nil), test: batch(parts[2], nil),
                                  classNames: (0..<10).map(String.init), axes: .pictures(height: size, width: size))
    }

    /// Mean and 1 / deviation of each coefficient over some pairs; those of all where there are none.
    private func scales(_ pairs: [Int]) -> [(mean: Float, factor: Float)] {
        let size = AudioFeatures.size, known = pairs.isEmpty ? Array(0..<count) : pairs
        return (0..<size).map { coefficient in
            let values = known.flatMap { sounds[$0][coefficient * size..<(coefficient + 1) * size].map(Double.init) }
            let found = MeanAndDeviation(values)
            return (Float(found.mean), found.deviation > 0 ? Float(1 / found.deviation) : 0)
        }
    }

    private static func framed(_ sound: [Float], _ scales: [(mean: Float, factor: Float)]) -> [Float] {
        let (size, width) = (AudioFeatures.size, RecordNetwork.pictureSize)
        let margin = (width - size) / 2
        var picture = [Float](repeating: 0, count: width * width)
        for row in 0..<size {
            for column in 0..<size {
                picture[(row + margin) * width + column + margin] = (sound[row * size + column] - scales[row].mean) * scales[row].factor
            }
        }
        return picture
    }
}
