/// How a recording becomes a picture of 20 × 20 cepstral coefficients.
package enum AudioFeatures: String, Sendable, Hashable, Codable, CaseIterable {
    /// The features of SMIL (Ma et al. 2021), which the paper follows: of a sound at 8 kHz every third sample without a filter, of those
    /// 20 coefficients as if the rate were 8 kHz (window 2,048, hop 512, 128 mel bands), cut or filled with zeros to 20 frames.
    case smil
    /// The whole recording: 20 frames of 1,024 samples at 8 kHz (128 ms) whose centres lie evenly from the first sample to the last, 64 mel bands.
    case full

    /// Coefficients, and frames.
    package static let size = 20
    /// The rate at which sounds are read, in samples a second.
    package static let rate = 8000

    /// The features `[coefficients, frames]`, 20 × 20.
    package func extract(_ sound: Sound) -> [Float] {
        let samples = sound.resampled(to: AudioFeatures.rate).samples
        return switch self {
        case .smil: smil(samples)
        case .full: full(samples)
        }
    }

    private func smil(_ samples: [Float]) -> [Float] {
        let thinned = stride(from: 0, to: samples.count, by: 3).map { samples[$0] }
        let cepstrum = CepstralCoefficients(rate: AudioFeatures.rate, window: 2048, bands: 128, coefficients: AudioFeatures.size)
        // All frames count towards the loudest band, those that are cut off too.
        return AudioFeatures.picture(cepstrum.frames(thinned, around: (0...thinned.count / 512).map { $0 * 512 }))
    }

    private func full(_ samples: [Float]) -> [Float] {
        let cepstrum = CepstralCoefficients(rate: AudioFeatures.rate, window: 1024, bands: 64, coefficients: AudioFeatures.size)
        let last = AudioFeatures.size - 1
        let centres = (0...last).map { (2 * $0 * max(0, samples.count - 1) + last) / (2 * last) }
        return AudioFeatures.picture(cepstrum.frames(samples, around: centres))
    }

    /// `[coefficients, 20]` of frames, cut or filled with zeros.
    private static func picture(_ frames: [[Float]]) -> [Float] {
        (0..<size).flatMap { coefficient in (0..<size).map { $0 < frames.count ? frames[$0][coefficient] : 0 } }
    }
}
