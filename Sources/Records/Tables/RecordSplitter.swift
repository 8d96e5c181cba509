import Glibc

/// Finds where records of delimited text end: at line feeds outside quotes.
struct RecordSplitter {
    let separator: UInt8

    /// A record's end.
    struct End: Equatable {
        /// The line feed, or the end of the bytes where the last line has none.
        var lineFeed: Int
        /// Line feeds inside quotes.
        var innerLines = 0
    }

    /// The end of the record that begins at a byte; nil if the bytes hold no whole record and more may follow.
    func end(of start: Int, in bytes: UnsafeBufferPointer<UInt8>, isLast: Bool) -> End? {
        let base = bytes.baseAddress!
        guard let lineFeed = find(0x0A, base, start, bytes.count) else { return isLast ? End(lineFeed: bytes.count) : nil }
        guard find(0x22, base, start, lineFeed) != nil else { return End(lineFeed: lineFeed) }
        return quotedEnd(of: start, in: bytes, isLast: isLast)
    }

    /// The same where quotes occur. Quotes open at the start of a cell, and again where a closing mark is doubled.
    private func quotedEnd(of start: Int, in bytes: UnsafeBufferPointer<UInt8>, isLast: Bool) -> End? {
        var end = End(lineFeed: start)
        var (isQuoted, atStart, closed) = (false, true, Int.min)
        while end.lineFeed < bytes.count {
            switch bytes[end.lineFeed] {
            case 0x22 where isQuoted: (isQuoted, closed) = (false, end.lineFeed)
            case 0x22 where atStart || closed == end.lineFeed - 1: isQuoted = true
            case 0x0A where isQuoted: end.innerLines += 1
            case 0x0A: return end
            default: break
            }
            atStart = bytes[end.lineFeed] == separator
            end.lineFeed += 1
        }
        return isLast ? end : nil
    }

    private func find(_ byte: UInt8, _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
        memchr(base + start, Int32(byte), end - start).map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
    }
}
