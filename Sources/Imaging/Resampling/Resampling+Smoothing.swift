import Foundation

/// Smoothing before a coarser grid is read from a finer one.
extension Resampling {
    /// How many times as far apart as the source's voxels the target's must be for smoothing.
    ///
    /// Linear interpolation between two voxels is itself a blur, with a variance of 1/6 squared voxels over all positions; up to a factor
    /// of 1.4 the smoothing would have less.
    static let coarsening = 1.4

    /// The standard deviation of a Gaussian along each axis of the source, in its voxels; 0 where none is needed.
    ///
    /// Without it a target of 5 mm slices would read one or two of five 1 mm slices and ignore the others: noise stays, thin
    /// structures come and go with their place. It widens the source's voxels, taken for Gaussians as wide at half height as they are
    /// long, to the length of the target's: σ² = (n² - 1) / (8 ln 2) for n voxels of the source to one of the target.
    package var blur: SIMD3<Double> {
        let squares = map.i * map.i + map.j * map.j + map.k * map.k
        let wide = squares .> SIMD3(repeating: Resampling.coarsening * Resampling.coarsening)
        return ((squares - 1) / (8 * log(2.0))).replacing(with: 0, where: .!wide).squareRoot()
    }

    /// Voxels of the source smoothed along the axes that need it; background neither changes nor counts.
    func smoothed(_ voxels: [Float], background: Float?, _ run: TaskRunner) -> [Float] {
        let blur = blur
        var result = voxels
        for axis in 0..<3 where blur[axis] > 0 {
            let weights = Resampling.gaussian(blur[axis], length: source.dimensions[axis])
            result = result.withUnsafeBufferPointer { smoothed($0.baseAddress!, axis, weights, background, run) }
        }
        return result
    }

    /// The weights at distances 0, 1, 2, … up to four standard deviations, or to where an axis of this length ends; both sides together they sum to 1.
    private static func gaussian(_ deviation: Double, length: Int) -> [Float] {
        let weights = (0...Int(min(4 * deviation + 0.5, Double(length)))).map { exp(-0.5 * Double($0 * $0) / (deviation * deviation)) }
        let sum = 2 * weights.reduce(0, +) - weights[0]
        return weights.map { Float($0 / sum) }
    }

    private func smoothed(_ voxels: UnsafePointer<Float>, _ axis: Int, _ weights: [Float], _ background: Float?, _ run: TaskRunner) -> [Float] {
        let size = source.dimensions, stride = [1, size.x, size.x * size.y][axis]
        return [Float](unsafeUninitializedCapacity: source.count) { result, count in
            let base = result.baseAddress!
            run(size.z) { k in
                for j in 0..<size.y {
                    let row = (k * size.y + j) * size.x
                    for i in 0..<size.x {
                        let at = axis == 0 ? i : axis == 1 ? j : k
                        base[row + i] = Resampling.smoothed(voxels + row + i, at, of: size[axis], stride, weights, background)
                    }
                }
            }
            count = source.count
        }
    }

    /// One voxel's weighted mean with its neighbours along an axis, the outermost repeated beyond the ends: the value itself and the
    /// weighted differences from it, so that equal voxels stay as they are.
    @inline(__always) private static func smoothed(
        _ voxel: UnsafePointer<Float>, _ at: Int, of count: Int, _ stride: Int, _ weights: [Float], _ background: Float?
    ) -> Float {
        let own = voxel.pointee
        if own == background { return own }
        var (sum, total) = (Float(0), weights[0])
        for distance in 1..<weights.count {
            let (before, after) = (voxel[-min(distance, at) * stride], voxel[min(distance, count - 1 - at) * stride])
            if before != background {
                sum += weights[distance] * (before - own)
                total += weights[distance]
            }
            if after != background {
                sum += weights[distance] * (after - own)
                total += weights[distance]
            }
        }
        return background == nil ? own + sum : own + sum / total
    }
}
