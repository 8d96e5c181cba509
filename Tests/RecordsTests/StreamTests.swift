import Records
import Testing

@Suite struct StreamTests {
    private let table = Table("id,x\n" + (0..<5000).map { "k\($0 == 4321 ? 17 : $0),\($0 % 7 == 3 ? "bad" : "\($0)")\n" }.joined())
    private let schema = Schema.numeric("x", key: "id")

    /// Runs over the table; the keys and faults delivered, batch by batch.
    private func delivered(threads: Int) throws -> (keys: [[String]], lines: [[Int]]) {
        let source = try CSVFile(table.path)
        var (keys, lines): ([[String]], [[Int]]) = ([], [])
        try RecordStream(source, RecordParser(schema, for: source, labels: .ignored), batchSize: 64).forEach(threads: threads) { $0.keys } deliver: { batch, output in
            keys.append(output)
            lines.append(batch.faults.map(\.line))
        }
        return (keys, lines)
    }

    @Test(arguments: [2, 3, 8]) func anyNumberOfThreadsDeliversTheSame(threads: Int) throws {
        let (one, many) = (try delivered(threads: 1), try delivered(threads: threads))
        #expect(one.keys == many.keys && one.lines == many.lines && one.keys.count == 79)
        // Every seventh row is wrong, row 17 among them, so that its key may come again.
        #expect(one.keys.joined().elementsEqual((0..<5000).filter { $0 % 7 != 3 }.map { "k\($0 == 4321 ? 17 : $0)" }))
        #expect(one.lines.joined().elementsEqual((0..<5000).filter { $0 % 7 == 3 }.map { $0 + 2 }))
    }

    @Test func whatDeliveryThrowsEndsTheRun() throws {
        struct Full: Error, Equatable { var batch: Int }
        let source = try CSVFile(table.path)
        var count = 0
        #expect(throws: Full(batch: 3)) {
            try RecordStream(source, RecordParser(schema, for: source, labels: .ignored), batchSize: 64).forEach(threads: 2) { _ in } deliver: { _, _ in
                count += 1
                if count == 3 { throw Full(batch: count) }
            }
        }
        #expect(count == 3)
    }

    @Test func allThrowsTheFirstWrongRow() throws {
        #expect(table.error(schema, labels: .ignored) == .row(RowError(path: table.path, line: 5, column: .init(name: "x", number: 2), problem: .notANumber)))
    }
}
