/// A table in delimited text, read as a stream in memory that does not depend on its length.
///
/// RFC 4180 with the separators comma, semicolon and tab (found from the first line), LF or CRLF, an optional UTF-8 byte order mark;
/// blank lines are passed over. The reader is our own because a table must be read at some 130 MB a second while two cores also run
/// the network; SwiftCSV holds the whole file as strings, and no streaming parser among well-kept packages reaches that.
package final class CSVFile: TableSource {
    package var path: String { stream.path }
    package let columns: [String]
    private let stream: any ByteSource
    private let splitter: RecordSplitter
    /// Bytes read and not yet given out.
    private var rest: [UInt8] = []
    private var isAtEnd = false
    /// The line on which the rest begins, from 1.
    private var line = 1
    /// The number of the next record, from 1.
    private var row = 1

    /// The bytes of the longest record that is read.
    static let longestRecord = 1 << 24

    /// Opens a file and reads its header.
    ///
    /// - Parameter hasHeader: Whether the first line names the columns; if not, they are named 1, 2, and so on.
    package convenience init(_ path: String, hasHeader: Bool = true) throws(RecordsError) { try self.init(ByteStream(path), hasHeader: hasHeader) }

    /// Reads the header of what arrives.
    ///
    /// - Throws: `RecordsError` for what is no such text.
    package init(_ stream: any ByteSource, hasHeader: Bool = true) throws(RecordsError) {
        self.stream = stream
        let first = try CSVFile.firstRecord(stream, &rest, &isAtEnd)
        splitter = RecordSplitter(separator: first.separator)
        columns = hasHeader ? first.cells : first.cells.indices.map { String($0 + 1) }
        guard hasHeader else { return }
        try CSVFile.check(columns, stream.path)
        rest.removeFirst(first.end)
        line = first.lines + 1
    }

    package func next(_ limit: Int) throws(RecordsError) -> TableBlock? {
        var block = TextBlock(path: path, columns: columns, separator: splitter.separator)
        var start = 0
        while block.count < limit {
            guard let end = try end(of: start) else { break }
            append(start, end, to: &block)
            start = end.lineFeed + 1
        }
        guard block.count > 0 else { return nil }
        let following = Array(rest[min(start, rest.count)...])
        rest.removeLast(rest.count - min(start, rest.count))
        if rest.last != 0x0A { rest.append(0x0A) }
        block.bytes = rest
        rest = following
        defer { row += block.count }
        return TableBlock(firstRow: row, parts: [.text(block)])
    }

    /// The end of the record at a byte of the rest, reading on as needed; nil at the end of the file.
    private func end(of start: Int) throws(RecordsError) -> RecordSplitter.End? {
        while true {
            if start < rest.count, let end = rest.withUnsafeBufferPointer({ splitter.end(of: start, in: $0, isLast: isAtEnd) }) { return end }
            if isAtEnd { return nil }
            guard rest.count - start <= CSVFile.longestRecord else {
                throw .recordTooLong(path: path, line: line, limit: CSVFile.longestRecord)
            }
            isAtEnd = try !stream.read(into: &rest)
        }
    }

    private func append(_ start: Int, _ end: RecordSplitter.End, to block: inout TextBlock) {
        let hasReturn = end.lineFeed > start && rest[end.lineFeed - 1] == 0x0D
        let range = start..<end.lineFeed - (hasReturn ? 1 : 0)
        if !range.isEmpty {
            block.records.append(range)
            block.lines.append(line)
        }
        line += 1 + end.innerLines
    }
}
