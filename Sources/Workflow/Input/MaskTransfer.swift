import Imaging
import Tensors

/// A mask brought from the grid on which it was made to another.
///
/// It is not the labels that are interpolated but each region's probability, and the threshold comes after: nearest labels would put the
/// steps of coarse voxels into a finer mask. What the model's rules took from a region, or gave to it, is in the probabilities first, so
/// that on voxels that both grids share the labels stay as they are.
package struct MaskTransfer {
    /// The grid of the labels.
    let source: Grid
    let target: Grid
    let scheme: LabelScheme
    let threshold: Float

    package init(from source: Grid, target: Grid, scheme: LabelScheme, threshold: Float) {
        (self.source, self.target, self.scheme, self.threshold) = (source, target, scheme, threshold)
    }

    /// Labels `[k, j, i]` of the target.
    ///
    /// - Parameters:
    ///   - labels: Of the source, after all rules.
    ///   - probabilities: A region's probabilities there.
    package func labels(_ labels: [UInt8], _ probabilities: (TumourRegion) -> [Float], _ run: TaskRunner) -> [UInt8] {
        let way = Resampling(from: source, to: target)
        var (nested, moved) = ([Float](repeating: 0, count: labels.count), [TumourRegion: [Float]]())
        // From the innermost region on: what is part of one is part of all around it.
        for region in [TumourRegion.et, .tc, .wt] {
            for (voxel, probability) in probabilities(region).enumerated() { nested[voxel] = max(nested[voxel], probability) }
            moved[region] = way.apply(ruled(nested, region, labels), background: nil, run).voxels
        }
        return scheme.labels(enhancingTumour: moved[.et]!, tumourCore: moved[.tc]!, wholeTumour: moved[.wt]!, threshold: threshold)
    }

    /// Probabilities that say of every voxel what its label says.
    private func ruled(_ probabilities: [Float], _ region: TumourRegion, _ labels: [UInt8]) -> [Float] {
        let contains = (0...255).map { scheme.region(region, contains: UInt8($0)) }
        return zip(probabilities, labels).map { probability, label in
            contains[Int(label)] ? max(probability, threshold) : probability < threshold ? probability : 0
        }
    }
}
