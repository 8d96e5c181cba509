import Foundation

extension Sound {
    /// The sound at another rate, by a windowed sinc (Hann, 32 zero crossings to each side) that cuts at the lower of both rates' halves.
    ///
    /// y(t) = Σ x(n) h(t − n), the weights of each output sample scaled to add up to 1; beyond both ends the sound is 0.
    package func resampled(to newRate: Int) -> Sound {
        precondition(newRate > 0, "a rate of \(newRate), expected above 0")
        guard newRate != rate else { return self }
        let cutoff = min(1, Double(newRate) / Double(rate))
        let count = (samples.count * newRate + rate - 1) / rate
        let output = (0..<count).map { index in
            value(at: Double(index) * Double(rate) / Double(newRate), cutoff: cutoff)
        }
        return Sound(samples: output, rate: newRate)
    }

    /// The band-limited value at a place between samples; `cutoff` is a share of this rate's half.
    private func value(at place: Double, cutoff: Double) -> Float {
        let halfWidth = 32 / cutoff
        var (sum, weights) = (0.0, 0.0)
        for index in Int((place - halfWidth).rounded(.up))...Int((place + halfWidth).rounded(.down)) {
            let distance = place - Double(index)
            let phase = .pi * distance * cutoff
            let weight = (phase == 0 ? 1 : sin(phase) / phase) * (0.5 + 0.5 * cos(.pi * distance / halfWidth))
            weights += weight
            if samples.indices.contains(index) { sum += weight * Double(samples[index]) }
        }
        return Float(sum / weights)
    }
}
