/// Whole records of delimited text.
///
/// A record without bytes stands for one that its table does not have: all its cells are missing.
struct TextBlock: Sendable {
    let path: String
    let columns: [String]
    let separator: UInt8
    /// The records' bytes, followed by one line feed, so that a scan needs no other end.
    var bytes: [UInt8] = []
    /// Where each record lies in `bytes`, without its line end.
    var records: [Range<Int>] = []
    /// The line of the file on which each record begins, from 1.
    var lines: [Int] = []

    var count: Int { records.count }

    /// Copies a record of another block to the end, or an absent one.
    mutating func append(_ record: Int?, of other: TextBlock) {
        let start = bytes.count
        if let record { bytes += other.bytes[other.records[record]] }
        records.append(start..<bytes.count)
        lines.append(record.map { other.lines[$0] } ?? 0)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// The text cells of a record; empty ones for an absent record.
    func cells(of record: Int) throws(RowError) -> [String] {
        guard !records[record].isEmpty else { return Array(repeating: "", count: columns.count) }
        var cells: [String] = []
        var scanner = TextCells(self, record)
        while let cell = try scanner.next() { cells.append(cell) }
        guard cells.count == columns.count else { throw fault(.ragged(found: cells.count, expected: columns.count), record, column: nil) }
        return cells
    }

    /// The error of a record, at a column counted from 0.
    func fault(_ problem: RowError.Problem, _ record: Int, column: Int?) -> RowError {
        let named = column.flatMap { columns.indices.contains($0) ? RowError.Column(name: columns[$0], number: $0 + 1) : nil }
        return RowError(path: path, line: lines[record], column: named, problem: problem)
    }
}
