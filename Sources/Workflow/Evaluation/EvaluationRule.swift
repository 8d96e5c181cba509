import Evaluation
import Imaging

/// How masks are matched, and what becomes of a case that cannot be scored.
public enum EvaluationRule: String, Sendable {
    /// By the case's name; such a case is left out.
    case names
    /// As the evaluator of 2021: by the last five digits of the name; such a case counts Dice 0 and HD95 374 mm.
    case brats2021 = "2021"

    /// What the masks of one case have in common. A name without the digits stands for itself.
    func key(_ name: String) -> String {
        switch self {
        case .names: name
        case .brats2021: SubmissionRules.brats2021.caseName(of: "\(name).nii.gz") ?? name
        }
    }

    /// The scores of a case for which there are none; nil where it is left out. What has no truth is no case.
    func scores(insteadOf error: any Error, lesionWise: Bool) -> [TumourRegion: RegionScores]? {
        if self == .names { return nil }
        if case .truthAbsent = error as? WorkflowError { return nil }
        let scores = RegionScores(unscorableLesionWise: lesionWise)
        return Dictionary(uniqueKeysWithValues: TumourRegion.allCases.map { ($0, scores) })
    }

    /// What the file tells of such a case.
    static func worstNote(_ name: String) -> String {
        "cannot be scored, counts Dice 0, sensitivity 0, specificity 0, HD95 \(Int(LesionWiseScores.penalty)): \(name)"
    }
}
