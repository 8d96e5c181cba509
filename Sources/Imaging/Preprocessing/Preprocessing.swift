/// What is done to each modality before a network sees it.
public enum Preprocessing {
    /// What standardisation found in a volume.
    public struct Statistics: Equatable, Sendable {
        /// The value outside the brain, before standardisation.
        public var background: Float
        /// The number of voxels that differ from the background.
        public var brainVoxels: Int
        public var mean: Double
        /// The standard deviation of the brain's voxels (divided by n).
        public var deviation: Double
    }

    /// Standardises the voxels that differ from the background to mean 0 and standard deviation 1, in place, and sets the
    /// background to 0.
    ///
    /// Throws `noSignal`, leaving the volume as it was, if no voxel differs from the background or all of the brain is equal.
    @discardableResult
    public static func zScore(_ volume: inout Volume) throws(ImagingError) -> Statistics {
        let statistics = statistics(of: volume)
        guard statistics.brainVoxels > 0, statistics.deviation > 0 else { throw .noSignal(path: volume.source) }
        let (background, mean) = (statistics.background, statistics.mean)
        let factor = 1 / statistics.deviation
        volume.voxels.withUnsafeMutableBufferPointer { voxels in
            for index in voxels.indices {
                let value = voxels[index]
                voxels[index] = value == background ? 0 : Float((Double(value) - mean) * factor)
            }
        }
        return statistics
    }

    /// Mean and deviation over the brain, in two passes of doubles: one pass cancels where the mean is large.
    public static func statistics(of volume: Volume) -> Statistics {
        let background = Background.value(of: volume)
        return volume.voxels.withUnsafeBufferPointer { voxels in
            var (count, sum) = (0, 0.0)
            for value in voxels where value != background {
                count += 1
                sum += Double(value)
            }
            let mean = count == 0 ? 0 : sum / Double(count)
            var squares = 0.0
            for value in voxels where value != background {
                let distance = Double(value) - mean
                squares += distance * distance
            }
            let deviation = count == 0 ? 0 : (squares / Double(count)).squareRoot()
            return Statistics(background: background, brainVoxels: count, mean: mean, deviation: deviation)
        }
    }
}
