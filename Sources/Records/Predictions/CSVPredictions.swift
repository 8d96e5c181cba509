import Files

/// Predictions as CSV, probabilities with six decimals.
package final class CSVPredictions: PredictionSink {
    private let columns: PredictionColumns
    private let classes: [[UInt8]]
    private let draft: FileDraft
    private let overwrite: Bool
    private var isPublished = false

    /// - Throws: `RecordsError.output` where the file cannot be made.
    package init(_ path: String, _ columns: PredictionColumns, overwrite: Bool) throws(RecordsError) {
        (self.columns, self.overwrite) = (columns, overwrite)
        classes = columns.classes.map { CSVPredictions.cell($0) }
        do throws(FileError) {
            try AtomicFile.check(path, overwrite: overwrite)
            draft = try FileDraft(path)
            try draft.append(Array(columns.names.map { CSVPredictions.cell($0) }.joined(separator: [0x2C])) + [0x0A])
        } catch { throw .output(error) }
    }

    deinit { if !isPublished { draft.discard() } }

    package func prepare(_ predictions: Predictions) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(predictions.count * (40 + 9 * classes.count))
        for record in 0..<predictions.count {
            bytes += CSVPredictions.cell(predictions.keys[record])
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

    package func append(_ piece: [UInt8]) throws(RecordsError) {
        do { try draft.append(piece) } catch { throw .output(error) }
    }

    package func publish() throws(RecordsError) {
        do throws(FileError) {
            try draft.synchronise()
            try draft.publish(overwrite: overwrite)
            isPublished = true
        } catch { throw .output(error) }
    }

    /// A cell, in quotes where it needs them.
    private static func cell(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D || $0 == 0x3B || $0 == 0x09 }) else { return bytes }
        return [0x22] + bytes.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
    }

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
