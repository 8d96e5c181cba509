import Foundation
import Networks
import Records

/// Pairs of a written and a spoken digit (Audiovision-MNIST): the first pictures of each digit with its recordings in the order of speaker and number.
package struct AudiovisionPairs: Sendable {
    /// `[pairs][28 · 28]`, 0 to 1.
    let images: [[Float]]
    let features: AudioFeatures
    /// `[pairs][20 · 20]`: cepstral coefficients by frame.
    let sounds: [[Float]]
    let labels: [Int]
    /// The voice of each pair.
    let speakers: [String]

    package static let modalities = ["image", "audio"]
    /// Speakers, in order.
    package var voices: [String] { Set(speakers).sorted() }

    /// Reads `t10k-images-idx3-ubyte.gz`, `t10k-labels-idx1-ubyte.gz` and `fsdd/DIGIT_SPEAKER_NUMBER.wav` of a folder.
    ///
    /// - Throws: `RecordsError`; `TrainingJobError.badPairs` where pictures and recordings do not pair up.
    package init(_ folder: String, features: AudioFeatures, threads: Int) throws {
        let pictures = try IDXFile.images("\(folder)/t10k-images-idx3-ubyte.gz")
        let digits = try IDXFile.labels("\(folder)/t10k-labels-idx1-ubyte.gz")
        let size = RecordNetwork.pictureSize
        guard pictures.count == digits.count, pictures.allSatisfy({ $0.height == size && $0.width == size }) else {
            throw TrainingJobError.badPairs(folder, reason: "its pictures are not \(size)×\(size), or more or fewer than their labels")
        }
        let recordings = try Recording.all("\(folder)/fsdd")
        var (images, labels): ([[Float]], [Int]) = ([], [])
        for (digit, group) in Dictionary(grouping: recordings, by: \.digit).sorted(by: { $0.key < $1.key }) {
            let matching = digits.indices.filter { digits[$0] == digit }.prefix(group.count)
            guard matching.count == group.count else { throw TrainingJobError.badPairs(folder, reason: "digit \(digit) has fewer pictures than recordings") }
            images += matching.map { pictures[$0].values }
            labels += matching.map { _ in digit }
        }
        guard Set(labels) == Set(0..<10) else { throw TrainingJobError.badPairs(folder, reason: "its recordings are not of the ten digits") }
        (self.features, self.images, self.labels, speakers) = (features, images, labels, recordings.map(\.speaker))
        sounds = try ParallelRuns.map(recordings.count, threads: threads) { features.extract(try WAVFile.read(recordings[$0].path)) }
    }

    package var count: Int { labels.count }
}

/// A spoken digit.
private struct Recording: Sendable {
    let path: String
    let digit: Int
    let speaker: String
    let number: Int

    /// All of a folder, by digit, speaker and number.
    static func all(_ folder: String) throws -> [Recording] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { throw RecordsError.fileAbsent(path: folder) }
        return names.compactMap { name -> Recording? in
            let parts = name.split(separator: "_")
            guard name.hasSuffix(".wav"), parts.count == 3, let digit = Int(parts[0]), let number = Int(parts[2].dropLast(4)) else { return nil }
            return Recording(path: "\(folder)/\(name)", digit: digit, speaker: String(parts[1]), number: number)
        }.sorted { ($0.digit, $0.speaker, $0.number) < ($1.digit, $1.speaker, $1.number) }
    }
}
