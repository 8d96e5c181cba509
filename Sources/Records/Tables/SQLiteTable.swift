import GRDB

/// A table or view of an SQLite database, read as a stream without changing the file.
///
/// One statement stays open from the first row to the last, so that all rows are of one moment; a writer in WAL mode is not held up.
package final class SQLiteTable: TableSource {
    package let path: String
    /// The table's name.
    package let name: String
    package let columns: [String]
    private let queue: DatabaseQueue
    /// Nil only while this object goes away.
    private var rows: RowCursor?
    private var row = 1

    /// Opens a table; the only one of the database if none is named.
    package init(_ path: String, table: String? = nil) throws(RecordsError) {
        self.path = path
        var configuration = Configuration()
        configuration.readonly = true
        // A short wait for a writer that is about to finish; longer locks are the user's to solve.
        configuration.busyMode = .timeout(0.2)
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            (name, rows, columns) = try queue.unsafeRead { database in
                let name = try SQLiteTable.name(table, in: database, path)
                let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \(name.quotedForSQL)")
                return (name, rows, rows._statement.columnNames)
            }
        } catch { throw SQLiteTable.error(error, path) }
    }

    /// GRDB resets the statement as the cursor goes, and wants that done where the database is used.
    deinit { queue.unsafeRead { _ in rows = nil } }

    package func next(_ limit: Int) throws(RecordsError) -> TableBlock? {
        var block = ValueBlock(path: path, columns: columns, firstRow: row, cells: [])
        do {
            try queue.unsafeRead { _ in
                while block.count < limit, let row = try rows?.next() { block.cells += columns.indices.map { SQLiteTable.cell(row, $0) } }
            }
        } catch { throw SQLiteTable.error(error, path) }
        row += block.count
        return block.count == 0 ? nil : TableBlock(firstRow: block.firstRow, parts: [.values(block)])
    }

    private static func cell(_ row: Row, _ index: Int) -> ValueBlock.Cell {
        switch (row[index] as DatabaseValue).storage {
        case .null: .missing
        case .int64(let number): .number(Double(number))
        case .double(let number): .number(number)
        case .string(let text): .text(text)
        case .blob: .binary
        }
    }

    /// The named table, or the only one.
    private static func name(_ table: String?, in database: Database, _ path: String) throws -> String {
        let found = try String.fetchAll(
            database, sql: "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name")
        if let table {
            guard let name = found.first(where: { $0.lowercased() == table.lowercased() }) else {
                throw RecordsError.noTable(path: path, name: table, found: found)
            }
            return name
        }
        guard found.count == 1 else { throw RecordsError.noTable(path: path, name: nil, found: found) }
        return found[0]
    }

    /// What SQLite's error means to a reader of tables.
    private static func error(_ error: any Error, _ path: String) -> RecordsError {
        switch error {
        case let error as RecordsError: error
        case let error as DatabaseError:
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: .databaseLocked(path: path)
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: .notADatabase(path: path)
            case .SQLITE_READONLY, .SQLITE_CANTOPEN:
                .cannotRead(path: path, reason: "\(error.message ?? ""), as of a database in WAL mode in a folder that cannot be written; a copy elsewhere can be read")
            default: .database(path: path, reason: error.message ?? "SQLite's result code \(error.resultCode.rawValue)")
            }
        default: .database(path: path, reason: "\(error)")
        }
    }
}

extension String {
    /// As a name in SQL, whatever it holds.
    var quotedForSQL: String { "\"\(replacing("\"", with: "\"\""))\"" }
}
