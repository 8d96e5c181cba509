/// One reading of a table by several threads.
///
/// What is shared is used by one thread at a time: the table, the next number and the errors under `claims`, the keys in the turns of
/// `checks`, delivery in those of `deliveries`.
final class StreamRun<Output>: @unchecked Sendable {
    private let table: any TableSource
    private let parser: RecordParser
    private let batchSize: Int
    private let transform: (RecordBatch) -> Output
    private let deliver: (RecordBatch, Output) throws -> Void

    private let (claims, checks, deliveries) = (Turns(), Turns(), Turns())
    private var next = 0
    private var seen = SeenKeys()
    private var unreadable: RecordsError?
    private var undelivered: (any Error)?

    init(
        _ table: any TableSource, _ parser: RecordParser, _ batchSize: Int,
        _ transform: @escaping (RecordBatch) -> Output, _ deliver: @escaping (RecordBatch, Output) throws -> Void
    ) {
        (self.table, self.parser, self.batchSize) = (table, parser, batchSize)
        (self.transform, self.deliver) = (transform, deliver)
    }

    /// Takes block after block, until none is left or something failed.
    func work() {
        while let (turn, block) = claims.exclusively(claim) {
            var batch = parser.parse(block)
            checks.take(turn) { seen.check(&batch, parser) }
            let output = transform(batch)
            deliveries.take(turn) { hand(batch, output) }
        }
    }

    /// Throws what failed.
    func finish() throws {
        if let undelivered { throw undelivered }
        if let unreadable { throw unreadable }
        if next == 0 { throw RecordsError.emptyTable(path: table.path) }
    }

    private func claim() -> (turn: Int, block: TableBlock)? {
        guard unreadable == nil, undelivered == nil else { return nil }
        do throws(RecordsError) {
            guard let block = try table.next(batchSize) else { return nil }
            defer { next += 1 }
            return (next, block)
        } catch {
            unreadable = error
            return nil
        }
    }

    private func hand(_ batch: RecordBatch, _ output: Output) {
        guard claims.exclusively({ undelivered == nil }) else { return }
        do { try deliver(batch, output) } catch { claims.exclusively { undelivered = error } }
    }
}
