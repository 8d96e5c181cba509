/// A table that is read once, from its first row to its last.
package protocol TableSource: AnyObject {
    /// The file, for messages.
    var path: String { get }
    /// The columns' names, each once.
    var columns: [String] { get }
    /// What paths in cells are relative to, with a slash at its end; empty for the current folder.
    var folder: String { get }
    /// The next rows, at most `limit` and at least one; nil at the end. Not to be called by two threads at once.
    ///
    /// - Throws: what makes the rest unreadable; a bad row alone is found when the block is parsed.
    func next(_ limit: Int) throws(RecordsError) -> TableBlock?
}

extension TableSource {
    package var folder: String { path.contains("/") ? String(path[..<path.lastIndex(of: "/")!]) + "/" : "" }
}

/// Some rows of a table as they stand in its files, to be parsed by any thread.
package struct TableBlock: Sendable {
    /// The number of the first row in the table, from 1.
    let firstRow: Int
    /// Parts that lie side by side: the columns of the first, then those of the second, with the same number of rows.
    var parts: [Part]

    enum Part: Sendable {
        case text(TextBlock)
        case values(ValueBlock)

        var count: Int {
            switch self {
            case .text(let block): block.count
            case .values(let block): block.count
            }
        }
    }

    /// The number of rows.
    package var count: Int { parts[0].count }
}

/// Rows of a database: typed cells `[rows, columns]`.
struct ValueBlock: Sendable {
    let path: String
    let columns: [String]
    /// The number of the first row, from 1.
    let firstRow: Int
    var cells: [Cell]

    enum Cell: Sendable, Hashable {
        case missing
        case number(Double)
        case text(String)
        /// Bytes that are neither.
        case binary
    }

    var count: Int { columns.isEmpty ? 0 : cells.count / columns.count }
}
