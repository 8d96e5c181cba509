import Imaging
import ModelFormat
import Tensors

/// The rules of a model file that clean a mask after thresholding.
package struct PostProcessing {
    let rules: [PostProcessingRule]

    package init(rules: [PostProcessingRule]) { self.rules = rules }

    /// Applies the rules in order. A voxel taken from a region falls back to the region around it: ET → TC, TC → WT, WT → none.
    package func apply(to labels: [UInt8], _ extent: Extent, _ scheme: LabelScheme) -> [UInt8] {
        var labels = labels
        for rule in rules {
            guard let region = TumourRegion(rawValue: rule.output) else { continue }
            let mask = scheme.mask(of: region, in: labels)
            let removed: [Int]
            switch rule.kind {
            case .minimumRegion:
                let voxels = mask.indices.filter { mask[$0] != 0 }
                removed = voxels.count < rule.voxels ?? .max ? voxels : []
            case .minimumComponent:
                let components = ConnectedComponents(mask, extent).components
                let enough = rule.fraction.map { $0 * Float(components.map(\.count).max() ?? 0) } ?? .infinity
                removed = components.filter { $0.count < rule.voxels ?? .max && Float($0.count) < enough }.flatMap { $0 }
            }
            for voxel in removed { labels[voxel] = fallback(region, scheme) }
        }
        return labels
    }

    private func fallback(_ region: TumourRegion, _ scheme: LabelScheme) -> UInt8 {
        switch region {
        case .et: scheme.label(of: .tc)
        case .tc: scheme.label(of: .wt)
        case .wt: 0
        }
    }
}
