/// Predictions as CSV, probabilities with six decimals.
package final class CSVPredictions: PredictionSink {
    private let columns: PredictionColumns
    private let classes: [[UInt8]]
    private let draft: PredictionDraft

    /// - Throws: `RecordsError.output` where the file cannot be made.
    package init(_ path: String, _ columns: PredictionColumns, overwrite: Bool) throws(RecordsError) {
        self.columns = columns
        classes = columns.classes.map(CSVCell.bytes)
        draft = try PredictionDraft(path, overwrite: overwrite, beginning: Array(columns.names.map(CSVCell.bytes).joined(separator: [0x2C])) + [0x0A])
    }

    package func prepare(_ predictions: Predictions) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(predictions.count * (40 + 9 * classes.count))
        for record in 0..<predictions.count {
            bytes += CSVCell.bytes(predictions.keys[record])
            bytes.append(0x2C)
            bytes += classes[predictions.predicted[record]]
            for index in classes.indices { CSVPredictions.append(predictions.probabilities[record * classes.count + index], to: &bytes) }
            bytes.append(0x2C)
            bytes += predictions.used[record].utf8
            bytes.append(0x2C)
            bytes += predictions.imputed[record].utf8
            bytes.append(0x0A)
        }
        return bytes
    }

    package func append(_ piece: [UInt8]) throws(RecordsError) { try draft.append(piece) }

    package func publish() throws(RecordsError) { try draft.publish() }

    /// `,0.123456` of a number from 0 to 1.
    private static func append(_ probability: Float, to bytes: inout [UInt8]) {
        let scaled = Int((Double(probability) * 1e6).rounded())
        bytes.append(0x2C)
        bytes.append(0x30 + UInt8(scaled / 1_000_000))
        bytes.append(0x2E)
        var place = 100_000
        while place > 0 {
            bytes.append(0x30 + UInt8(scaled / place % 10))
            place /= 10
        }
    }
}
