import Evaluation
import Foundation
import ModelFormat

/// A subset's scores on a line.
enum ScoreLine {
    static func text(_ row: SubsetEvaluation) -> String {
        let scores = ClassificationScores.names.compactMap { name in row.metrics[name].map { "\(name) \(String(format: "%.3f", $0))" } }
        return "\(row.subset) (\(row.n))  " + scores.joined(separator: "  ")
    }
}
