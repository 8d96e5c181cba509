/// How two binary masks agree, voxel by voxel.
public struct VoxelCounts: Hashable, Sendable {
    /// Voxels in both masks.
    public var truePositives: Int
    /// Voxels of the prediction alone.
    public var falsePositives: Int
    /// Voxels of the truth alone.
    public var falseNegatives: Int
    /// Voxels in neither.
    public var trueNegatives: Int

    public init(truePositives: Int, falsePositives: Int, falseNegatives: Int, trueNegatives: Int) {
        (self.truePositives, self.falsePositives) = (truePositives, falsePositives)
        (self.falseNegatives, self.trueNegatives) = (falseNegatives, trueNegatives)
    }

    /// Neither mask holds a voxel.
    public var areBothEmpty: Bool { truePositives + falsePositives + falseNegatives == 0 }

    /// 2·TP / (2·TP + FP + FN); 1 where both masks are empty.
    public var dice: Double {
        areBothEmpty ? 1 : 2 * Double(truePositives) / Double(2 * truePositives + falsePositives + falseNegatives)
    }

    /// TP / (TP + FN); 1 where both masks are empty and 0 where the truth alone is, as the evaluator of 2023 has it.
    public var sensitivity: Double {
        areBothEmpty ? 1 : truePositives == 0 ? 0 : Double(truePositives) / Double(truePositives + falseNegatives)
    }

    /// TN / (TN + FP); 0 where the truth leaves no voxel.
    public var specificity: Double { trueNegatives == 0 ? 0 : Double(trueNegatives) / Double(trueNegatives + falsePositives) }
}
