extension CSVFile {
    /// The first record of a file, by which its separator is known.
    struct FirstRecord {
        var separator: UInt8
        var cells: [String]
        /// Where the second record begins.
        var end: Int
        /// How many lines the record takes.
        var lines: Int
    }

    /// Reads until the first record is whole.
    static func firstRecord(_ stream: any ByteSource, _ bytes: inout [UInt8], _ isAtEnd: inout Bool) throws(RecordsError) -> FirstRecord {
        while !isAtEnd, !bytes.contains(0x0A), bytes.count <= longestRecord { isAtEnd = try !stream.read(into: &bytes) }
        try removeMark(&bytes, stream.path)
        let blank = bytes.prefix { $0 == 0x0A || $0 == 0x0D }
        guard blank.count < bytes.count else { throw .emptyTable(path: stream.path) }
        let separator = separator(of: bytes[blank.count...])
        let splitter = RecordSplitter(separator: separator)
        while true {
            let found = bytes.withUnsafeBufferPointer { splitter.end(of: blank.count, in: $0, isLast: isAtEnd) }
            if let found { return try header(&bytes, blank.count, found, separator, stream.path) }
            guard bytes.count <= longestRecord else { throw .recordTooLong(path: stream.path, line: 1, limit: longestRecord) }
            isAtEnd = try !stream.read(into: &bytes)
        }
    }

    /// Takes the byte order mark away, and refuses what is no text in UTF-8.
    private static func removeMark(_ bytes: inout [UInt8], _ path: String) throws(RecordsError) {
        switch FileSignature(bytes.prefix(512)) {
        case .text(let start): bytes.removeFirst(start)
        case .database: throw .notCSV(path: path, found: "an SQLite database")
        case .other(let name): throw .notCSV(path: path, found: name)
        }
        if let first = bytes.firstIndex(of: 0x0D), bytes[first...].dropFirst().first.map({ $0 != 0x0A }) == true, !bytes.contains(0x0A) {
            throw .notCSV(path: path, found: "lines that end with CR alone")
        }
    }

    /// Which of the separators stands most often in the first line, outside quotes; a comma if none does.
    private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        var counts = [0, 0, 0], isQuoted = false
        for byte in bytes {
            if byte == 0x22 { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 0x0A { break }
            if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        return candidates[counts.firstIndex(of: counts.max()!)!]
    }

    private static func header(
        _ bytes: inout [UInt8], _ start: Int, _ end: RecordSplitter.End, _ separator: UInt8, _ path: String
    ) throws(RecordsError) -> FirstRecord {
        var block = TextBlock(path: path, columns: [], separator: separator)
        let hasReturn = bytes[end.lineFeed - 1] == 0x0D
        block.bytes = bytes[start..<end.lineFeed - (hasReturn ? 1 : 0)] + [0x0A]
        block.records = [0..<block.bytes.count - 1]
        let blankLines = bytes[..<start].count { $0 == 0x0A }
        block.lines = [blankLines + 1]
        let cells = try block.cells()
        if end.lineFeed == bytes.count { bytes.append(0x0A) }
        return FirstRecord(separator: separator, cells: cells, end: end.lineFeed + 1, lines: blankLines + 1 + end.innerLines)
    }

    /// Refuses names that are empty or stand twice, and a single name that holds another separator.
    static func check(_ columns: [String], _ path: String) throws(RecordsError) {
        if columns.count == 1, let other = columns[0].first(where: { "|:^~".contains($0) }) {
            throw .unsupportedSeparator(path: path, found: other)
        }
        var seen: Set<String> = [""]
        for (index, name) in columns.enumerated() where !seen.insert(name).inserted {
            throw .ambiguousColumn(path: path, column: .init(name: name, number: index + 1))
        }
    }
}

extension TextBlock {
    /// The text cells of the only record, however many.
    func cells() throws(RecordsError) -> [String] {
        var cells: [String] = []
        var scanner = TextCells(self, 0)
        do { while let cell = try scanner.next() { cells.append(cell) } } catch { throw .row(error) }
        return cells
    }
}
