import Tensors

/// What a scanner does to one sequence of one case: gain, uneven sensitivity, noise and a blur along one axis.
struct Acquisition: Sendable {
    private let gain: Float
    private let sensitivity: BandLimitedNoise
    private let tilt: SIMD3<Float>
    private let unevenness: Float
    private let texture: BandLimitedNoise
    private let noiseLevel: Float
    private let blurAxis: Int
    private let blurWeight: Float

    init(from generator: inout SeededGenerator) {
        gain = generator.uniform(250...1400)
        sensitivity = BandLimitedNoise(cell: 95, from: &generator)
        tilt = SIMD3(generator.uniform(-1...1), generator.uniform(-1...1), generator.uniform(-1...1)) * 0.0012
        unevenness = generator.uniform(0.04...0.13)
        texture = BandLimitedNoise(cell: 5, from: &generator)
        noiseLevel = generator.uniform(0.012...0.035)
        blurAxis = Int(generator.next() % 3)
        blurWeight = generator.uniform(0...0.28)
    }

    /// The receiver's sensitivity at a point in mm, times the tissue's own fine texture; about 1.
    func sensitivity(at point: SIMD3<Float>) -> Float {
        let smooth = 1 + unevenness * sensitivity.value(at: point) + (tilt * point).sum()
        return max(smooth, 0.4) * (1 + 0.018 * texture.value(at: point))
    }

    /// A stored value for a brightness: with noise in both channels, whole, and at least 1, for 0 is the background.
    func stored(_ brightness: Float, from generator: inout SeededGenerator) -> Float {
        let real = brightness + noiseLevel * Acquisition.bell(generator.next())
        let imaginary = noiseLevel * Acquisition.bell(generator.next())
        return max((gain * hypotenuse(real, imaginary)).rounded(), 1)
    }

    /// Averages each voxel with its two neighbours along the blurred axis; outside the mask counts as `outside`.
    func blur(_ image: inout [Float], _ extent: Extent, mask: [Bool], outside: Float) {
        let stride = [1, extent.width, extent.width * extent.height][blurAxis]
        guard blurWeight > 0.02, image.count > 2 * stride else { return }
        var before = [Float](repeating: outside, count: stride)
        for index in 0..<image.count {
            let own = mask[index] ? image[index] : outside
            let after = index + stride < image.count && mask[index + stride] ? image[index + stride] : outside
            let slot = index % stride
            if mask[index] { image[index] = own * (1 - blurWeight) + (before[slot] + after) * (blurWeight / 2) }
            before[slot] = own
        }
    }

    /// A nearly normal number of deviation 1 from the four quarters of a random word, without the mathematics library,
    /// whose last bits differ between machines.
    private static func bell(_ word: UInt64) -> Float {
        let quarters = SIMD4<UInt64>(word, word >> 16, word >> 32, word >> 48) & 0xFFFF
        let sum = Int32(truncatingIfNeeded: quarters.wrappedSum()) - 131_070
        return Float(sum) * (1.7320508 / 65_536)
    }
}
