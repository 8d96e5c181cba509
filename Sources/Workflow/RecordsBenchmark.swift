import Foundation
import Records

/// How fast a table of made numbers is read from CSV and encoded, classified, and both.
package struct RecordsBenchmark: Sendable, Codable {
    package var modalities: Int
    /// Numeric columns of a modality.
    package var columns: Int
    package var rows: Int
    /// Size of the CSV file in MB (10⁶ bytes).
    package var megabytes: Double
    package var threads: Int
    package var repeats: Int
    /// Seconds for the whole table.
    package var medianS: Double
    package var minS: Double
    /// By the median.
    package var rowsPerS: Double
    /// Records a second through the network alone, encoded before; median.
    package var networkRecordsPerS: Double
    /// Rows a second from the CSV file to the CSV file of predictions; of one run.
    package var classifiedRowsPerS: Double
    package var megabytesPerS: Double
    package var peakRssMib: Double
    /// Mean |feature|, by which runs can be seen to read the same.
    package var meanAbs: Double

    /// Writes the table to a temporary folder that is removed, reads it once untimed and then as often as asked.
    ///
    /// - Throws: `RecordsError` where there is no room for the table.
    package init(modalities: Int, columns: Int, rows: Int, threads: Int, repeats: Int, seed: UInt64) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("metakd-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("records.csv").path
        let records = SyntheticRecords((1...modalities).map { .init(name: "m\($0)", columns: columns, separation: 1, missing: 0) }, seed: seed)
        try records.write(rows, to: path, overwrite: false)
        let encoder = try RecordsBenchmark.encoder(records.schema, path)
        (self.modalities, self.columns, self.rows, self.threads, self.repeats) = (modalities, columns, rows, threads, repeats)
        megabytes = (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Double ?? 0) / 1e6
        meanAbs = try RecordsBenchmark.meanFeature(encoder, path, threads)
        let times = try (0..<repeats).map { _ in
            let start = ContinuousClock.now
            try RecordsBenchmark.forEachBatch(encoder, path, threads) { _ in }
            return start.duration(to: .now).seconds
        }
        let spread = Spread(times)
        let network = try RecordsBenchmarkNetwork(encoder, seed: seed)
        networkRecordsPerS = try network.recordsPerSecond(path, threads: threads, repeats: repeats)
        classifiedRowsPerS = try network.rowsPerSecond(path, rows: rows, threads: threads, in: folder.path)
        (medianS, minS, peakRssMib) = (spread.median, spread.min, ProcessMemory.peakMebibytes)
        (rowsPerS, megabytesPerS) = (Double(rows) / medianS, megabytes / medianS)
    }

    /// Encodings fitted to the first rows.
    private static func encoder(_ schema: Schema, _ path: String) throws -> RecordEncoder {
        let table = try CSVFile(path)
        let parser = try RecordParser(schema, for: table, labels: .required)
        guard let block = try table.next(1024) else { throw RecordsError.emptyTable(path: path) }
        return RecordEncoder(fitting: parser.parse(block), schema: schema, rows: Array(0..<block.count))
    }

    private static func meanFeature(_ encoder: RecordEncoder, _ path: String, _ threads: Int) throws -> Double {
        var (sum, count) = (0.0, 0)
        try forEachBatch(encoder, path, threads) { batch in
            for modality in batch.modalities {
                sum += modality.features.reduce(0.0) { $0 + Double(abs($1)) }
                count += modality.features.count
            }
        }
        return sum / Double(count)
    }

    private static func forEachBatch(_ encoder: RecordEncoder, _ path: String, _ threads: Int, _ body: (EncodedBatch) -> Void) throws {
        let table = try CSVFile(path)
        let parser = try RecordParser(encoder.schema, for: table, labels: .ignored)
        try RecordStream(table, parser).forEach(threads: threads, transform: encoder.encode) { batch, encoded in
            if let fault = batch.faults.first { throw RecordsError.row(fault) }
            body(encoded)
        }
    }

    /// One object, keys sorted and in snake case.
    package var json: String { ProgramJSON.text(self) }

    /// For people.
    package var text: String {
        """
        \(modalities) modalities of \(columns) columns, \(rows) rows, \(String(format: "%.1f", megabytes)) MB of CSV, \(threads) thread\(threads == 1 ? "" : "s")
        reading and encoding: median \(String(format: "%.3f", medianS)) s, best \(String(format: "%.3f", minS)) s of \(repeats); \
        \(Int(rowsPerS)) rows/s, \(Int(megabytesPerS)) MB/s
        the network alone: \(Int(networkRecordsPerS)) records/s
        from CSV to predictions: \(Int(classifiedRowsPerS)) rows/s; peak memory \(Int(peakRssMib)) MiB
        """
    }
}
