import Networks
import Records

extension AudiovisionPairs {
    /// Which pairs of the training part keep a modality.
    struct Kept: Sendable {
        var image: Set<Int>
        var audio: Set<Int>
    }

    /// The pairs as records of two pictures; sounds are scaled over those that training has, or all where it has none.
    ///
    /// - Parameters:
    ///   - parts: Pairs for training, validation and test.
    ///   - kept: Which training pairs have their picture, and their sound; validation and test have both.
    func data(_ parts: [[Int]], kept: Kept) -> ClassificationData {
        let heard = parts[0].filter(kept.audio.contains)
        let sound = SignalEncoding(.sound(features), fitting: (heard.isEmpty ? Array(0..<count) : heard).map { sounds[$0][...] })
        func batch(_ pairs: [Int], _ kept: Kept?) -> EncodedBatch {
            let numbers = SignalKind.picture.numberCount
            var (image, audio) = (EncodedBatch.Modality(name: "image", featureCount: numbers), EncodedBatch.Modality(name: "audio", featureCount: numbers))
            for pair in pairs {
                image.features += images[pair]
                audio.features += sound.picture(sounds[pair][...])
            }
            image.isPresent = pairs.map { kept?.image.contains($0) ?? true }
            audio.isPresent = pairs.map { kept?.audio.contains($0) ?? true }
            var batch = EncodedBatch([image, audio])
            (batch.keys, batch.labels) = (pairs.map(String.init), pairs.map { labels[$0] })
            return batch[batch.keys.indices.filter { image.isPresent[$0] || audio.isPresent[$0] }]
        }
        return ClassificationData(training: batch(parts[0], kept), validation: batch(parts[1], nil), test: batch(parts[2], nil),
                                  classNames: (0..<10).map(String.init), axes: .signals)
    }
}
