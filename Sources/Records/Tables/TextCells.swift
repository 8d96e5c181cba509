/// The text cells of one record, one after the other.
struct TextCells {
    private let block: TextBlock
    private let record: Int
    private var offset: Int
    private var column = 0
    private var isDone = false

    init(_ block: TextBlock, _ record: Int) {
        (self.block, self.record) = (block, record)
        offset = block.records[record].lowerBound
    }

    /// The next cell; nil behind the last one.
    mutating func next() throws(RowError) -> String? {
        guard !isDone else { return nil }
        let (start, separator) = (offset, block.separator)
        let range = start..<block.records[record].upperBound
        do {
            let (text, position, hasMore) = try block.bytes.withUnsafeBufferPointer { bytes throws(RowError.Problem) in
                var scanner = CellScanner(bytes.baseAddress!, range, separator)
                guard let text = scanner.text(try scanner.next()) else { throw .notUTF8 }
                return (text, scanner.position, scanner.hasMore)
            }
            (offset, isDone, column) = (position, !hasMore, column + 1)
            return text
        } catch { throw block.fault(error, record, column: column) }
    }
}
