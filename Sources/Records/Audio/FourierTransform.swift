import Foundation

/// The discrete Fourier transform of one length, a power of two (radix 2, Cooley and Tukey 1965).
struct FourierTransform {
    let length: Int
    private let cosines: [Double]
    private let sines: [Double]

    init(length: Int) {
        precondition(length > 1 && length & (length - 1) == 0, "length \(length), expected a power of two")
        self.length = length
        cosines = (0..<length / 2).map { cos(2 * .pi * Double($0) / Double(length)) }
        sines = (0..<length / 2).map { sin(2 * .pi * Double($0) / Double(length)) }
    }

    /// |X(k)|² for k from 0 to length / 2.
    func power(_ signal: [Double]) -> [Double] {
        precondition(signal.count == length, "\(signal.count) samples, expected \(length)")
        var (real, imaginary) = (reordered(signal), Array(repeating: 0.0, count: length))
        var half = 1
        while half < length {
            let step = length / (2 * half)
            for start in stride(from: 0, to: length, by: 2 * half) {
                for index in 0..<half { butterfly(&real, &imaginary, start + index, start + index + half, index * step) }
            }
            half *= 2
        }
        return (0...length / 2).map { real[$0] * real[$0] + imaginary[$0] * imaginary[$0] }
    }

    private func butterfly(_ real: inout [Double], _ imaginary: inout [Double], _ a: Int, _ b: Int, _ twiddle: Int) {
        let (c, s) = (cosines[twiddle], sines[twiddle])
        let (x, y) = (real[b] * c + imaginary[b] * s, imaginary[b] * c - real[b] * s)
        (real[b], imaginary[b]) = (real[a] - x, imaginary[a] - y)
        (real[a], imaginary[a]) = (real[a] + x, imaginary[a] + y)
    }

    /// The signal with the bits of each index reversed.
    private func reordered(_ signal: [Double]) -> [Double] {
        let unused = Int.bitWidth - length.trailingZeroBitCount
        return (0..<length).map { index in signal[Int(truncatingIfNeeded: UInt(bitPattern: index).bitReversed >> UInt(unused))] }
    }
}

extension UInt {
    fileprivate var bitReversed: UInt {
        (0..<UInt.bitWidth).reduce(0) { $0 | (self >> UInt($1) & 1) << UInt(UInt.bitWidth - 1 - $1) }
    }
}
