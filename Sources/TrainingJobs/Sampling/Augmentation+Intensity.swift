import Tensors

/// What scanners and protocols do to the same brain. All of it works on standardised intensities; background (0) stays.
extension Augmentation {
    /// Changes an image in place.
    ///
    /// - Parameter image: One modality's patch, [1, D, H, W], planar.
    package func changeIntensity(_ image: Tensor, _ random: inout SeededGenerator) {
        let voxels = image.storage
        if curve > 0, random.chance(0.5) { IntensityCurve(steepness: curve, &random).apply(to: voxels) }
        if bias > 0, random.chance(0.3) { BiasField(amplitude: bias, &random).apply(to: image) }
        let gain = 1 + random.uniform(-intensity...intensity), offset = random.uniform(-intensity...intensity)
        for i in voxels.indices where voxels[i] != 0 { voxels[i] = voxels[i] * gain + offset }
        if thickness > 1 { thicken(image, &random) }
        if noise > 0, random.chance(0.3) { addNoise(to: voxels, &random) }
    }

    /// Thick slices along one axis in every fifth image, coarse voxels (half as thick) in every tenth.
    private func thicken(_ image: Tensor, _ random: inout SeededGenerator) {
        let axis = Int.random(in: 0..<3, using: &random)
        if random.chance(0.2) {
            SliceThickness(random.uniform(1...thickness), along: axis, &random).apply(to: image)
        } else if random.chance(0.125) {
            let size = random.uniform(1...max(thickness / 2, 1))
            for axis in 0..<3 { SliceThickness(size, along: axis, &random).apply(to: image) }
        }
    }

    private func addNoise(to voxels: UnsafeMutableBufferPointer<Float>, _ random: inout SeededGenerator) {
        let deviation = random.uniform(0...noise)
        // The sum of three uniform numbers is close enough to a normal one, and cheap.
        for i in voxels.indices where voxels[i] != 0 {
            voxels[i] += deviation * (random.uniform() + random.uniform() + random.uniform() - 1.5) * 2
        }
    }
}

/// A rising piecewise linear curve with a random slope between each two of its knots, 0 at 0.
package struct IntensityCurve {
    /// Where the slope changes, in standard deviations.
    private static let knots: [Float] = [-2, -1, 0, 1, 2]
    private let values: [Float]
    /// Slopes before the first knot, between knots, and after the last.
    private let slopes: [Float]

    package init(steepness: Float, _ random: inout SeededGenerator) {
        // expm1's cubic series: the same bits on all machines, and near enough to exp for slopes from 0.5 to 2.
        let slopes = (0...IntensityCurve.knots.count).map { _ in
            let x = random.uniform(-steepness...steepness)
            return 1 + x + x * x / 2 + x * x * x / 6
        }
        self.slopes = slopes
        let middle = IntensityCurve.knots.count / 2
        values = IntensityCurve.knots.indices.map { k in
            k < middle ? -slopes[k + 1...middle].reduce(0, +) : slopes[middle + 1..<k + 1].reduce(0, +)
        }
    }

    package func callAsFunction(_ x: Float) -> Float {
        let knots = IntensityCurve.knots
        let segment = min(max(Int((x - knots[0] + 1).rounded(.down)), 0), knots.count)
        let knot = max(segment - 1, 0)
        return values[knot] + slopes[segment] * (x - knots[knot])
    }

    func apply(to voxels: UnsafeMutableBufferPointer<Float>) {
        for i in voxels.indices where voxels[i] != 0 { voxels[i] = self(voxels[i]) }
    }
}

/// A smooth relative change of brightness: a random quadratic of the place in the patch.
package struct BiasField {
    /// Mean over standard deviation of a brain's raw intensities, about; z = −brightness is a raw 0.
    private static let brightness: Float = 3
    private let linear: SIMD3<Float>, square: SIMD3<Float>

    package init(amplitude: Float, _ random: inout SeededGenerator) {
        func vector(_ random: inout SeededGenerator) -> SIMD3<Float> {
            SIMD3(random.uniform(-1...1), random.uniform(-1...1), random.uniform(-1...1)) * (amplitude / 3)
        }
        linear = vector(&random)
        square = vector(&random)
    }

    package func apply(to image: Tensor) {
        let extent = image.shape.extent
        let half = SIMD3(Float(extent.depth), Float(extent.height), Float(extent.width)) / 2
        var index = 0
        for d in 0..<extent.depth {
            for h in 0..<extent.height {
                for w in 0..<extent.width {
                    let z = image.base[index]
                    if z != 0 {
                        let place = SIMD3(Float(d), Float(h), Float(w)) / half - 1
                        image.base[index] = z + (z + BiasField.brightness) * (place * (linear + square * place)).sum()
                    }
                    index += 1
                }
            }
        }
    }
}

/// Resolution lost along one axis: means over slices, with straight lines between their centres.
package struct SliceThickness {
    private let size: Float
    private let axis: Int
    /// Where the first slice begins, in voxels.
    private let start: Float

    package init(_ size: Float, along axis: Int, _ random: inout SeededGenerator) {
        self.size = size
        self.axis = axis
        start = -random.uniform(0...size)
    }

    package func apply(to image: Tensor) {
        let e = image.shape.extent
        let lengths = [e.depth, e.height, e.width], steps = [e.height * e.width, e.width, 1]
        let (length, step) = (lengths[axis], steps[axis])
        let (a, b) = ((axis + 1) % 3, (axis + 2) % 3)
        var slices = [SIMD2<Float>](repeating: .zero, count: Int(Float(length) / size) + 3)
        for i in 0..<lengths[a] {
            for j in 0..<lengths[b] { apply(to: image.base + i * steps[a] + j * steps[b], length, step, &slices) }
        }
    }

    /// One line of voxels. A slice is the sum and the count of its voxels that are no background.
    private func apply(to line: UnsafeMutablePointer<Float>, _ length: Int, _ step: Int, _ slices: inout [SIMD2<Float>]) {
        for k in slices.indices { slices[k] = .zero }
        for i in 0..<length where line[i * step] != 0 { slices[Int((Float(i) - start) / size)] += SIMD2(line[i * step], 1) }
        for i in 0..<length where line[i * step] != 0 {
            let place = max((Float(i) - start) / size - 0.5, 0)
            let k = Int(place), t = place - Float(k)
            let pair = slices[k], next = slices[k + 1]
            let low = pair.y > 0 ? pair.x / pair.y : next.x / next.y
            line[i * step] = next.y > 0 ? low + t * (next.x / next.y - low) : low
        }
    }
}
