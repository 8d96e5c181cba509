import Imaging
import Tensors

/// The scores of one region lesion by lesion, with the rules of BraTS-GLI 2023.
///
/// Lesions of the truth are its 26-connected components; those that touch when the truth is dilated three times by the 18-neighbourhood count as
/// one. A predicted component belongs to every lesion whose dilation it meets; one that meets none is a false positive. A lesion of
/// 50 mm³ or less is ignored, but what meets it is no false positive.
public struct LesionWiseScores: Hashable, Sendable {
    /// Lesions up to this volume, in mm³, are ignored.
    public static let ignoredVolume = 50.0
    /// HD95 in mm that a missed lesion or a false positive adds.
    public static let penalty = 374.0
    static let dilations = 3

    /// Lesions that a predicted component meets.
    public var truePositives = 0
    /// Predicted components that meet no lesion.
    public var falsePositives = 0
    /// Lesions that none meets.
    public var falseNegatives = 0
    /// The sum of the lesions' Dice over lesions and false positives; 1 where there is neither.
    public var dice = 1.0
    /// The mean HD95 in mm over lesions and false positives; 0 where there is neither.
    public var hausdorff95 = 0.0

    init(dice: Double, hausdorff95: Double) { (self.dice, self.hausdorff95) = (dice, hausdorff95) }

    public init(_ pair: MaskPair) {
        let predicted = PredictedComponents(pair)
        let grown = Dilation.grown(pair.truth, pair.extent, times: LesionWiseScores.dilations)
        var (diceSum, distanceSum, met) = (0.0, 0.0, Set<Int>())
        // Everything in a component of the dilated truth is one lesion, and the component is that lesion's own dilation.
        for component in ConnectedComponents(grown, pair.extent).components {
            let lesion = component.filter { pair.truth[$0] != 0 }
            let meeting = predicted.meeting(component)
            met.formUnion(meeting)
            guard Double(lesion.count) * pair.voxelVolume > LesionWiseScores.ignoredVolume else { continue }
            if meeting.isEmpty { falseNegatives += 1 } else { truePositives += 1 }
            guard !meeting.isEmpty else {
                distanceSum += LesionWiseScores.penalty
                continue
            }
            let scores = predicted.scores(of: lesion, meeting, pair)
            diceSum += scores.dice
            distanceSum += scores.hausdorff95
        }
        falsePositives = predicted.components.count - met.count
        let count = Double(truePositives + falseNegatives + falsePositives)
        guard count > 0 else { return }
        dice = diceSum / count
        hausdorff95 = (distanceSum + Double(falsePositives) * LesionWiseScores.penalty) / count
    }
}

/// The 26-connected components of a prediction.
private struct PredictedComponents {
    let components: [[Int]]
    /// For every voxel the number of its component, or −1.
    private let numbers: [Int32]

    init(_ pair: MaskPair) {
        components = ConnectedComponents(pair.prediction, pair.extent).components
        var numbers = [Int32](repeating: -1, count: pair.extent.voxels)
        for (number, component) in components.enumerated() {
            for voxel in component { numbers[voxel] = Int32(number) }
        }
        self.numbers = numbers
    }

    /// The components that hold one of these voxels.
    func meeting(_ voxels: [Int]) -> Set<Int> { Set(Set(voxels.lazy.map { numbers[$0] }).filter { $0 >= 0 }.map(Int.init)) }

    /// Of one lesion and the components that meet it.
    func scores(of lesion: [Int], _ meeting: Set<Int>, _ pair: MaskPair) -> (dice: Double, hausdorff95: Double) {
        let predicted = meeting.flatMap { components[$0] }
        let box = pair.extent.box(holding: lesion + predicted)
        let own = MaskPair(prediction: pair.extent.mask(of: predicted, in: box), truth: pair.extent.mask(of: lesion, in: box),
                           box.extent, spacing: pair.spacing)
        return (own.counts.dice, HausdorffDistance.percentile95(own))
    }
}
