/// What is done to each modality before a network sees it.
public enum Preprocessing {
    /// What standardisation found in a volume.
    public struct Statistics: Equatable, Sendable {
        /// The value outside the brain, before standardisation.
        public var background: Float
        /// The number of voxels that differ from the background.
        public var brainVoxels: Int
        /// The mean of the brain's voxels.
        public var mean: Double
        /// The standard deviation of the brain's voxels (divided by n).
        public var deviation: Double

        /// Whether there is a brain, and not all of it is equal.
        package var isSignal: Bool { brainVoxels > 0 && deviation > 0 }
    }

    /// Standardises the voxels that differ from the background to mean 0 and standard deviation 1, in place, and sets the
    /// background to 0.
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
    package static func zScore(_ voxels: UnsafeMutableBufferPointer<Float>, background: Float, slice: Int, _ run: TaskRunner) -> Statistics {
        precondition(voxels.count % slice == 0, "\(voxels.count) voxels in slices of \(slice)")
        let base = voxels.baseAddress!
        func sums(around centre: Double, squared: Bool) -> (count: Int, sum: Double) {
            var parts = [(count: Int, sum: Double)](repeating: (0, 0), count: voxels.count / slice)
            parts.withUnsafeMutableBufferPointer { parts in
                run(parts.count) { part in
                    var (count, sum) = (0, 0.0)
                    for index in part * slice..<(part + 1) * slice where base[index] != background {
                        count += 1
                        let distance = Double(base[index]) - centre
                        sum += squared ? distance * distance : distance
                    }
                    parts[part] = (count, sum)
                }
            }
            return parts.reduce((0, 0)) { ($0.count + $1.count, $0.sum + $1.sum) }
        }
        let (count, sum) = sums(around: 0, squared: false)
        let mean = count == 0 ? 0 : sum / Double(count)
        let squares = sums(around: mean, squared: true).sum
        let deviation = count == 0 ? 0 : (squares / Double(count)).squareRoot()
        let statistics = Statistics(background: background, brainVoxels: count, mean: mean, deviation: deviation)
        guard statistics.isSignal else { return statistics }
        let factor = 1 / deviation
        run(voxels.count / slice) { part in
            for index in part * slice..<(part + 1) * slice {
                base[index] = base[index] == background ? 0 : Float((Double(base[index]) - mean) * factor)
            }
        }
        return statistics
    }
}
