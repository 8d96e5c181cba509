/// What a file's first bytes say that it is.
enum FileSignature: Equatable {
    /// Text in UTF-8 or ASCII, as far as the bytes tell; `start` is where it begins, behind a byte order mark.
    case text(start: Int)
    case database
    /// Something known that is no such text.
    case other(String)

    /// - Parameter head: The first bytes, 16 or more where the file has them.
    init(_ head: ArraySlice<UInt8>) {
        let known: [([UInt8], String)] = [
            ([0xFF, 0xFE, 0, 0], "text in UTF-32"), ([0, 0, 0xFE, 0xFF], "text in UTF-32"),
            ([0xFF, 0xFE], "text in UTF-16"), ([0xFE, 0xFF], "text in UTF-16"),
            ([0x1F, 0x8B], "a gzip archive"), (Array("PK\u{3}\u{4}".utf8), "a zip archive or Excel workbook"),
            ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook"), (Array("PAR1".utf8), "a Parquet file"),
        ]
        if head.starts(with: "SQLite format 3\0".utf8) {
            self = .database
        } else if let (_, name) = known.first(where: { head.starts(with: $0.0) }) {
            self = .other(name)
        } else if head.contains(0) {
            self = .other("binary data, or text in UTF-16")
        } else {
            self = .text(start: head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        }
    }
}
