import Foundation

/// Predictions as a JSON array of one object a record and line, probabilities with six decimals.
package final class JSONPredictions: PredictionSink {
    /// What is written of a record.
    private struct Row: Encodable {
        var key: String
        var predicted: String
        var probabilities: [String: Decimal]
        var modalitiesUsed: [String]
        var modalitiesImputed: [String]
    }

    private let columns: PredictionColumns
    private let draft: PredictionDraft
    private var isBegun = false

    /// - Throws: `RecordsError.output` where the file cannot be made.
    package init(_ path: String, _ columns: PredictionColumns, overwrite: Bool) throws(RecordsError) {
        self.columns = columns
        draft = try PredictionDraft(path, overwrite: overwrite, beginning: Array("[".utf8))
    }

    package func prepare(_ predictions: Predictions) -> [[UInt8]] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let count = columns.classes.count
        return (0..<predictions.count).map { record in
            let probabilities = columns.classes.enumerated().map { ($1, JSONPredictions.rounded(predictions.probabilities[record * count + $0])) }
            let row = Row(key: predictions.keys[record], predicted: columns.classes[predictions.predicted[record]],
                          probabilities: Dictionary(uniqueKeysWithValues: probabilities), modalitiesUsed: JSONPredictions.names(predictions.used[record]),
                          modalitiesImputed: JSONPredictions.names(predictions.imputed[record]))
            guard let data = try? encoder.encode(row) else { preconditionFailure("a prediction that JSON cannot hold: \(row)") }
            return Array(data)
        }
    }

    package func append(_ piece: [[UInt8]]) throws(RecordsError) {
        for row in piece {
            try draft.append((isBegun ? [0x2C, 0x0A] : [0x0A]) + row)
            isBegun = true
        }
    }

    package func publish() throws(RecordsError) {
        try draft.append(Array("\n]\n".utf8))
        try draft.publish()
    }

    private static func names(_ joined: String) -> [String] { joined.split(separator: "+").map(String.init) }

    private static func rounded(_ probability: Float) -> Decimal { Decimal(Int((Double(probability) * 1e6).rounded())) / 1_000_000 }
}
