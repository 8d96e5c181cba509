import Foundation

/// Mel-frequency cepstral coefficients, step by step as librosa computes them:
/// frames under a periodic Hann window, power spectrum, mel bands, 10 log₁₀ of at least 10⁻¹⁰ and at least the
/// loudest band of all frames less 80 dB, orthonormal DCT-II, the first coefficients.
struct CepstralCoefficients {
    let coefficients: Int
    private let transform: FourierTransform
    private let filters: MelFilters
    private let window: [Double]

    private static let range = 80.0

    /// - Parameters:
    ///   - rate: Samples a second.
    ///   - window: Samples in a frame; a power of two.
    ///   - bands: Mel bands.
    init(rate: Int, window: Int, bands: Int, coefficients: Int) {
        self.coefficients = coefficients
        transform = FourierTransform(length: window)
        filters = MelFilters(bands: bands, rate: Double(rate), window: window)
        self.window = (0..<window).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(window)) }
    }

    /// The coefficients `[frames][coefficients]` of the frames around some samples; before and behind the sound is 0.
    func frames(_ samples: [Float], around centres: [Int]) -> [[Float]] {
        let levels = centres.map { centre in
            filters.apply(transform.power(frame(samples, around: centre))).map { 10 * log10(max(1e-10, $0)) }
        }
        let floor = (levels.joined().max() ?? 0) - CepstralCoefficients.range
        return levels.map { cosineTransform($0.map { max($0, floor) }) }
    }

    private func frame(_ samples: [Float], around centre: Int) -> [Double] {
        window.indices.map { index in
            let place = centre - window.count / 2 + index
            return samples.indices.contains(place) ? Double(samples[place]) * window[index] : 0
        }
    }

    /// DCT-II: X(k) = s(k) Σ x(n) cos(π k (2n + 1) / 2N), s(0) = √(1/N), else √(2/N).
    private func cosineTransform(_ x: [Double]) -> [Float] {
        let count = Double(x.count)
        return (0..<coefficients).map { k in
            let sum = x.enumerated().reduce(0) { $0 + $1.element * cos(.pi * Double(k) * Double(2 * $1.offset + 1) / (2 * count)) }
            return Float(sum * sqrt((k == 0 ? 1 : 2) / count))
        }
    }
}
