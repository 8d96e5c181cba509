/// How pictures and sounds become the pictures of 28 × 28 that a network reads; stored in the model file.
///
/// Pictures stay as they are, 0 to 1. A sound's 20 × 20 coefficients are scaled to mean 0 and deviation 1 over the training records, each
/// of the 20 by itself, and lie in the middle of zeros.
package struct SignalEncoding: Sendable, Hashable, Codable {
    package var kind: SignalKind
    /// Mean and 1 / deviation of each of a sound's coefficients; none for pictures.
    package var means: [Float] = []
    package var factors: [Float] = []

    /// Fits to the numbers of training files.
    ///
    /// - Parameter files: `[files][SignalKind.numberCount]`
    package init(_ kind: SignalKind, fitting files: [ArraySlice<Float>]) {
        self.kind = kind
        guard case .sound = kind else { return }
        let size = AudioFeatures.size
        for coefficient in 0..<size {
            let values = files.flatMap { file in file[file.startIndex + coefficient * size..<file.startIndex + (coefficient + 1) * size].map(Double.init) }
            let mean = values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : 0
            means.append(Float(mean))
            factors.append(deviation > 0 ? Float(1 / deviation) : 0)
        }
    }

    /// Whether there is a finite scale for each coefficient.
    var isWhole: Bool {
        let count = kind == .picture ? 0 : AudioFeatures.size
        return means.count == count && factors.count == count && (means + factors).allSatisfy(\.isFinite)
    }

    /// The picture that a file's numbers become.
    package func picture(_ numbers: ArraySlice<Float>) -> [Float] {
        guard kind != .picture else { return Array(numbers) }
        let (size, width) = (AudioFeatures.size, SignalKind.pictureSize)
        let margin = (width - size) / 2
        var picture = [Float](repeating: 0, count: width * width)
        for row in 0..<size {
            for column in 0..<size {
                picture[(row + margin) * width + column + margin] = (numbers[numbers.startIndex + row * size + column] - means[row]) * factors[row]
            }
        }
        return picture
    }
}
