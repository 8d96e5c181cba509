/// The Dice coefficient, 2·|A ∩ B| / (|A| + |B|), of two binary masks.
public enum Dice {
    /// 1 where both masks are empty, 0 where one is (the BraTS evaluators' rule).
    public static func score(_ prediction: [UInt8], _ truth: [UInt8]) -> Double {
        precondition(prediction.count == truth.count, "masks of \(prediction.count) and \(truth.count) voxels")
        var (both, sum) = (0, 0)
        for (a, b) in zip(prediction, truth) {
            both += a != 0 && b != 0 ? 1 : 0
            sum += (a != 0 ? 1 : 0) + (b != 0 ? 1 : 0)
        }
        return sum == 0 ? 1 : 2 * Double(both) / Double(sum)
    }
}
