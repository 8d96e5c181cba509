import Glibc

/// Steps through the cells of one record of delimited text (RFC 4180).
///
/// The byte after the record must be a line end, which no cell without quotes holds.
struct CellScanner {
    private let bytes: UnsafePointer<UInt8>
    private let end: Int
    let separator: UInt8
    /// Where the next cell begins.
    private(set) var position: Int
    /// Whether a further cell follows.
    private(set) var hasMore = true

    /// The content of a cell.
    struct Cell {
        /// Without quotes around it.
        var range: Range<Int>
        /// Whether quotation marks inside stand doubled.
        var hasEscapes = false
    }

    init(_ bytes: UnsafePointer<UInt8>, _ record: Range<Int>, _ separator: UInt8) {
        self.bytes = bytes
        (position, end) = (record.lowerBound, record.upperBound)
        self.separator = separator
    }

    /// The next cell as a number, if it is one as spreadsheets and programs write it; else nothing is consumed.
    @inline(__always) mutating func nextNumber() -> Float? {
        var place = position
        guard let number = NumberScanner.scan(bytes, &place), finish(at: place) else { return nil }
        return number
    }

    /// Skips an empty cell, if the next one is.
    @inline(__always) mutating func skipEmpty() -> Bool { finish(at: position) }

    /// Steps over the end of a cell at a place; false if the cell does not end there.
    @inline(__always) private mutating func finish(at place: Int) -> Bool {
        if place < end {
            guard bytes[place] == separator else { return false }
            position = place + 1
        } else {
            hasMore = false
            position = place
        }
        return true
    }

    /// The next cell, whatever it holds.
    mutating func next() throws(RowError.Problem) -> Cell {
        guard position < end, bytes[position] == UInt8(ascii: "\"") else { return try nextPlain() }
        return try nextQuoted()
    }

    private mutating func nextPlain() throws(RowError.Problem) -> Cell {
        let start = position
        let found = memchr(bytes + start, Int32(separator), end - start)
        let stop = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(bytes) } ?? end
        guard memchr(bytes + start, 0x22, stop - start) == nil else { throw .strayQuote }
        _ = finish(at: stop)
        return Cell(range: start..<stop)
    }

    private mutating func nextQuoted() throws(RowError.Problem) -> Cell {
        var cell = Cell(range: position + 1..<position + 1)
        var place = position + 1
        while true {
            guard let found = memchr(bytes + place, 0x22, end - place) else { throw .openQuote }
            place = UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
            guard place + 1 < end, bytes[place + 1] == 0x22 else { break }
            cell.hasEscapes = true
            place += 2
        }
        cell.range = cell.range.lowerBound..<place
        guard finish(at: place + 1) else { throw .strayQuote }
        return cell
    }

    /// A cell's text; nil if it is no UTF-8.
    func text(_ cell: Cell) -> String? {
        let content = UnsafeBufferPointer(start: bytes + cell.range.lowerBound, count: cell.range.count)
        guard let text = String(validating: content, as: UTF8.self) else { return nil }
        return cell.hasEscapes ? text.replacing("\"\"", with: "\"") : text
    }

    /// The bytes of a cell without white space around them.
    func trimmed(_ cell: Cell) -> UnsafeBufferPointer<UInt8> {
        var (start, stop) = (cell.range.lowerBound, cell.range.upperBound)
        while start < stop, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        while start < stop, bytes[stop - 1] == 0x20 || bytes[stop - 1] == 0x09 { stop -= 1 }
        return UnsafeBufferPointer(start: bytes + start, count: stop - start)
    }
}
