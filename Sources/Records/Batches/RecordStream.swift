import Dispatch

/// Reads a table batch by batch on several threads, in memory that does not depend on its length (but see ``SeenKeys``).
///
///     try RecordStream(table, parser).forEach(threads: 2) { batch in
///         encoder.encode(batch)
///     } deliver: { batch, encoded in
///         write(encoded)
///     }
package struct RecordStream {
    private let table: any TableSource
    private let parser: RecordParser
    private let batchSize: Int

    /// - Parameter batchSize: Rows in a batch; the last one may have fewer, and one with wrong rows has fewer records.
    package init(_ table: any TableSource, _ parser: RecordParser, batchSize: Int = 1024) {
        (self.table, self.parser, self.batchSize) = (table, parser, batchSize)
    }

    /// Parses all rows, transforms each batch and delivers the outcomes in the order of the table.
    ///
    /// Reading the file, looking for keys that stand twice and delivering each happen one batch at a time; parsing and transforming of
    /// different batches at once. `deliver` finds the batch's wrong rows in its `faults`, and stops everything by throwing.
    ///
    /// - Throws: `RecordsError` for a table that cannot be read on, after all before was delivered, or what `deliver` throws.
    package func forEach<Output>(
        threads: Int, transform: (RecordBatch) -> Output, deliver: (RecordBatch, Output) throws -> Void
    ) throws {
        try withoutActuallyEscaping(transform) { transform in
            try withoutActuallyEscaping(deliver) { deliver in
                let run = StreamRun(table, parser, batchSize, transform, deliver)
                DispatchQueue.concurrentPerform(iterations: threads) { _ in run.work() }
                try run.finish()
            }
        }
    }

    /// All records of the table at once, for training.
    ///
    /// - Parameter skipsBad: Whether wrong rows are left out and listed in the batch's faults; if not, the first one is thrown.
    package func all(threads: Int, skipsBad: Bool = false) throws(RecordsError) -> RecordBatch {
        var records = RecordBatch(parser.layout)
        do {
            try forEach(threads: threads) { _ in } deliver: { batch, _ in
                if !skipsBad, let fault = batch.faults.first { throw RecordsError.row(fault) }
                records.append(batch)
            }
        } catch { throw error as! RecordsError }
        guard records.count > 0 else { throw .emptyTable(path: table.path) }
        return records
    }
}
