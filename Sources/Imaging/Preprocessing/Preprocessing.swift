/// What is done to each modality before a network sees it.
public enum Preprocessing {
    /// How many standard deviations a voxel may lie from the mean. Those of real images lie up to 15 away; a few broken ones far out would make up
    /// all of the deviation.
    static let farthest = 25.0

    /// What standardisation found in a volume.
    public struct Statistics: Equatable, Sendable {
        /// The value outside the brain, before standardisation.
        public var background: Float
        /// The number of voxels that differ from the background.
        public var brainVoxels: Int
        /// The mean of the brain's voxels but the outliers.
        public var mean: Double
        /// The standard deviation of the same (divided by n).
        public var deviation: Double
        /// Voxels so far from the others that they were brought to the farthest allowed.
        public var outliers = 0

        /// Whether there is a brain, and not all of it is equal.
        package var isSignal: Bool { brainVoxels > 0 && deviation > 0 }

        fileprivate func range(_ deviations: Double) -> ClosedRange<Double> { mean - deviations * deviation...mean + deviations * deviation }
    }

    /// Standardises the voxels that differ from the background to mean 0 and standard deviation 1, in place, and sets the
    /// background to 0. Outliers have no part in mean and deviation and are brought to the farthest allowed.
    ///
    /// Throws `noSignal`, leaving the volume as it was, if no voxel differs from the background or all of the brain is equal.
    @discardableResult
    public static func zScore(_ volume: inout Volume) throws(ImagingError) -> Statistics {
        let (background, slice) = (Background.value(of: volume), volume.grid.dimensions.x * volume.grid.dimensions.y)
        let statistics = volume.voxels.withUnsafeMutableBufferPointer { zScore($0, background: background, slice: slice, runInOrder) }
        guard statistics.isSignal else { throw .noSignal(path: volume.source) }
        return statistics
    }

    /// The same for any part of a volume that holds all of its brain; leaves the voxels as they are if there `isSignal` is false.
    ///
    /// Mean and deviation come from two passes of doubles: one pass cancels where the mean is large. Sums run over a slice, and
    /// then over the slices in order, so that the bits do not depend on the runner.
    ///
    /// - Parameter slice: Voxels of a slice, each of which is a task.
    package static func zScore(_ voxels: UnsafeMutableBufferPointer<Float>, background: Float, slice: Int, farthest most: Double = farthest,
                               _ run: TaskRunner) -> Statistics {
        precondition(voxels.count % slice == 0, "\(voxels.count) voxels in slices of \(slice)")
        let base = voxels.baseAddress!
        func sums(around centre: Double, within range: ClosedRange<Double>, squared: Bool) -> (count: Int, sum: Double, farthest: Double) {
            var parts = [(count: Int, sum: Double, farthest: Double)](repeating: (0, 0, 0), count: voxels.count / slice)
            parts.withUnsafeMutableBufferPointer { parts in
                run(parts.count) { part in
                    var (count, sum, farthest) = (0, 0.0, 0.0)
                    for index in part * slice..<(part + 1) * slice where base[index] != background {
                        let value = Double(base[index])
                        guard range.contains(value) else { continue }
                        count += 1
                        let distance = value - centre
                        sum += squared ? distance * distance : distance
                        farthest = max(farthest, abs(distance))
                    }
                    parts[part] = (count, sum, farthest)
                }
            }
            return parts.reduce((0, 0, 0)) { ($0.count + $1.count, $0.sum + $1.sum, max($0.farthest, $1.farthest)) }
        }
        func statistics(within range: ClosedRange<Double>) -> (Statistics, farthest: Double) {
            let (count, sum, _) = sums(around: 0, within: range, squared: false)
            let mean = count == 0 ? 0 : sum / Double(count)
            let squares = sums(around: mean, within: range, squared: true)
            let deviation = count == 0 ? 0 : (squares.sum / Double(count)).squareRoot()
            return (Statistics(background: background, brainVoxels: count, mean: mean, deviation: deviation), squares.farthest)
        }
        let everything = -Double.infinity ... .infinity
        var (found, farthest) = statistics(within: everything)
        let all = found.brainVoxels
        // Every round finds a smaller deviation; a long tail of values has no end worth waiting for.
        for _ in 0..<8 where farthest > most * found.deviation {
            let others = statistics(within: found.range(most))
            guard others.0.isSignal else { break }
            (found, farthest) = others
        }
        (found.outliers, found.brainVoxels) = (all - found.brainVoxels, all)
        guard found.isSignal else { return found }
        let (mean, factor, range) = (found.mean, 1 / found.deviation, found.outliers > 0 ? found.range(most) : everything)
        run(voxels.count / slice) { part in
            for index in part * slice..<(part + 1) * slice {
                let value = min(max(Double(base[index]), range.lowerBound), range.upperBound)
                base[index] = base[index] == background ? 0 : Float((value - mean) * factor)
            }
        }
        return found
    }
}
