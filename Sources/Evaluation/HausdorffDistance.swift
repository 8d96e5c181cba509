import Tensors

/// HD95: the larger of the two directed 95th percentiles of the distances between the borders of two masks.
public enum HausdorffDistance {
    /// HD95 in mm where one of the masks is empty: the diagonal of a volume of 240×240×155 mm.
    public static let oneEmpty = 373.13

    /// In mm; 0 where both masks are empty.
    public static func percentile95(_ pair: MaskPair) -> Double {
        guard let pair = pair.cropped() else { return 0 }
        let directed = [(pair.prediction, pair.truth), (pair.truth, pair.prediction)].map { directedPercentile95(from: $0, to: $1, pair) }
        return max(directed[0] ?? oneEmpty, directed[1] ?? oneEmpty)
    }

    /// Over the border of one mask, of the distance to the nearest border voxel of the other; nil where one has none.
    private static func directedPercentile95(from mask: [UInt8], to other: [UInt8], _ pair: MaskPair) -> Double? {
        let (start, goal) = (MaskSurface.voxels(mask, pair.extent), MaskSurface.voxels(other, pair.extent))
        guard !start.isEmpty, !goal.isEmpty else { return nil }
        var border = [UInt8](repeating: 0, count: other.count)
        for voxel in goal { border[voxel] = 1 }
        let squared = DistanceTransform.squared(border, pair.extent, spacing: pair.spacing)
        return Quantile.at(0.95, of: start.map { squared[$0].squareRoot() }.sorted())
    }
}
