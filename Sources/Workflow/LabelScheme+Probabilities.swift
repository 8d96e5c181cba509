import Imaging
import Tensors

extension LabelScheme {
    /// Labels from a network's probabilities; see `labels(enhancingTumour:tumourCore:wholeTumour:threshold:)`.
    ///
    /// - Parameters:
    ///   - probabilities: [outputs, D, H, W], planar.
    ///   - outputs: The outputs' names; each region's must be among them.
    package func labels(of probabilities: Tensor, outputs: [String], threshold: Float) -> [UInt8] {
        let voxels = probabilities.shape.extent.voxels
        return probabilities.withElements { all in
            func region(_ region: TumourRegion) -> UnsafeBufferPointer<Float> {
                let channel = outputs.firstIndex(of: region.rawValue)!
                return UnsafeBufferPointer(rebasing: all[channel * voxels..<(channel + 1) * voxels])
            }
            return labels(region(.wt), core: region(.tc), enhancing: region(.et), threshold: threshold)
        }
    }
}
