import Glibc

/// Where a table is: a CSV file, or a table or view of an SQLite database (`FILE.sqlite:table`).
package struct TableLocation: Hashable, Sendable {
    package var path: String
    /// The database's table; nil for a CSV file, or for the only table there is.
    package var table: String?

    package init(path: String, table: String? = nil) { (self.path, self.table) = (path, table) }

    /// Reads `FILE` or `FILE:table`; a file that exists under the whole text is meant first.
    package init(_ text: String) {
        let divisions = access(text, F_OK) == 0 ? [] : TableLocation.divisions(of: text)
        let division = divisions.last { access(String($0.path), F_OK) == 0 } ?? divisions.last
        self.init(path: String(division?.path ?? text[...]), table: division.map { String($0.table) })
    }

    /// The ways to divide `FILE:table`, by the first colon first; a table's name holds no slash.
    static func divisions(of text: String) -> [(path: Substring, table: Substring)] {
        text.indices.filter { text[$0] == ":" }.map { (text[..<$0], text[text.index(after: $0)...]) }.filter { !$1.isEmpty && !$1.contains("/") }
    }

    /// Opens the table; what the file is, its first bytes decide.
    ///
    /// - Parameter hasHeader: Whether the first line of a CSV file names its columns.
    package func open(hasHeader: Bool = true) throws(RecordsError) -> any TableSource {
        var head: [UInt8] = []
        var status = stat()
        // A pipe's bytes can be read once only, and it is no database.
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG { _ = try ByteStream(path, pieceSize: 512).read(into: &head) }
        if case .database = FileSignature(head[...]) { return try SQLiteTable(path, table: table) }
        if table != nil { throw missing }
        return try CSVFile(path, hasHeader: hasHeader)
    }

    /// What to say of a file that was named with a table and is no database.
    private var missing: RecordsError {
        access(path, F_OK) == 0 ? .notADatabase(path: path) : .fileAbsent(path: path)
    }
}
