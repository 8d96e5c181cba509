import Evaluation
import Files
import Foundation

extension CrossValidation {
    /// One row for each fold and subset.
    package static func csv(_ scores: [Score]) -> String {
        let header = (["fold", "subset", "records"] + ClassificationScores.names).joined(separator: ",")
        let rows = scores.map { score in
            let values = ClassificationScores.names.map { name in score.evaluation.metrics[name].map { String(format: "%.6f", $0) } ?? "" }
            return (["\(score.fold + 1)", score.evaluation.subset, "\(score.evaluation.n)"] + values).joined(separator: ",")
        }
        return ([header] + rows).joined(separator: "\n") + "\n"
    }

    /// Which fold each row of the table is in, by its number from 1.
    package var foldsCSV: String {
        let places = folds.enumerated().flatMap { fold, rows in rows.map { ($0, fold) } }.sorted { $0.0 < $1.0 }
        return "row,fold\n" + places.map { "\($0 + 1),\($1 + 1)\n" }.joined()
    }

    /// Mean ± standard deviation over the folds of each subset, a line each.
    package static func summary(_ scores: [Score]) -> [String] {
        var order: [String] = []
        for score in scores where !order.contains(score.evaluation.subset) { order.append(score.evaluation.subset) }
        return order.map { subset in
            let texts = ClassificationScores.names.map { name -> String in
                let found = MeanAndDeviation(scores.filter { $0.evaluation.subset == subset }.compactMap { $0.evaluation.metrics[name] })
                return "\(name) \(found.text)"
            }
            return "\(subset)  " + texts.joined(separator: "  ")
        }
    }
}
