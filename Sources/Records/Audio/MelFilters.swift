import Foundation

/// Triangular filters on Slaney's mel scale (Auditory Toolbox, 1998), each of unit area: linear below 1 kHz, logarithmic above.
struct MelFilters {
    /// `[bands, bins]`
    private let weights: [[Double]]

    /// - Parameters:
    ///   - rate: Samples a second; the bands reach from 0 to half of it.
    ///   - window: Samples in a frame, of which window / 2 + 1 bins come.
    init(bands: Int, rate: Double, window: Int) {
        let top = MelFilters.mel(rate / 2)
        let edges = (0..<bands + 2).map { MelFilters.frequency(top * Double($0) / Double(bands + 1)) }
        weights = (0..<bands).map { band in
            let (low, centre, high) = (edges[band], edges[band + 1], edges[band + 2])
            return (0...window / 2).map { bin in
                let frequency = rate * Double(bin) / Double(window)
                return max(0, min((frequency - low) / (centre - low), (high - frequency) / (high - centre))) * 2 / (high - low)
            }
        }
    }

    /// The energy of each band.
    func apply(_ power: [Double]) -> [Double] {
        weights.map { row in zip(row, power).reduce(0) { $0 + $1.0 * $1.1 } }
    }

    static func mel(_ frequency: Double) -> Double {
        frequency < 1000 ? frequency * 3 / 200 : 15 + log(frequency / 1000) * 27 / log(6.4)
    }

    static func frequency(_ mel: Double) -> Double {
        mel < 15 ? mel * 200 / 3 : 1000 * exp((mel - 15) * log(6.4) / 27)
    }
}
