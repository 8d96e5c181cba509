import Files
import Foundation
import GRDB

/// Predictions as a table of an SQLite database: of a new one, which appears whole, or of one that exists, in one transaction.
package final class SQLitePredictions: PredictionSink {
    /// The table where none is named.
    package static let tableName = "predictions"
    private let path: String
    private let columns: PredictionColumns
    private let draft: FileDraft?
    private let queue: DatabaseQueue
    private let insertion: String
    private var isPublished = false

    /// - Parameter overwrite: Whether a table of this name is replaced.
    /// - Throws: `tableExists`, or what SQLite says.
    package init(_ location: TableLocation, _ columns: PredictionColumns, overwrite: Bool) throws(RecordsError) {
        let table = (location.table ?? SQLitePredictions.tableName).quotedForSQL
        (path, self.columns) = (location.path, columns)
        insertion = "insert into \(table) values (\(columns.names.map { _ in "?" }.joined(separator: ", ")))"
        do {
            draft = FileManager.default.fileExists(atPath: path) ? nil : try FileDraft(path, isNamed: true)
            var configuration = Configuration()
            configuration.busyMode = .timeout(0.2)
            // One transaction from the first piece to the last, over several calls.
            configuration.allowsUnsafeTransactions = true
            queue = try DatabaseQueue(path: draft?.path ?? path, configuration: configuration)
            // Nobody sees a draft before it is whole, so that it needs no journal on the disk.
            if draft != nil { try queue.inDatabase { try $0.execute(sql: "pragma journal_mode = memory") } }
            try SQLitePredictions.begin(queue, table, location, columns, overwrite)
        } catch { throw SQLitePredictions.error(error, location.path) }
    }

    deinit {
        guard !isPublished else { return }
        try? queue.close()
        draft?.discard()
    }

    package func prepare(_ predictions: Predictions) -> Predictions { predictions }

    package func append(_ piece: Predictions) throws(RecordsError) {
        let classes = columns.classes
        do {
            try queue.inDatabase { database in
                let statement = try database.cachedStatement(sql: insertion)
                for record in 0..<piece.count {
                    var row: [(any DatabaseValueConvertible)?] = [piece.keys[record], classes[piece.predicted[record]]]
                    row += classes.indices.map { Double(piece.probabilities[record * classes.count + $0]) }
                    try statement.execute(arguments: StatementArguments(row + [piece.used[record], piece.imputed[record]]))
                }
            }
        } catch { throw SQLitePredictions.error(error, path) }
    }

    package func publish() throws(RecordsError) {
        do {
            try queue.inDatabase { try $0.execute(sql: "commit") }
            try queue.close()
            try draft?.publish(overwrite: false)
            isPublished = true
        } catch { throw SQLitePredictions.error(error, path) }
    }

    /// Opens the transaction and makes the table.
    private static func begin(_ queue: DatabaseQueue, _ table: String, _ location: TableLocation, _ columns: PredictionColumns, _ overwrite: Bool) throws {
        let fields = columns.names.enumerated().map { "\($1.quotedForSQL) \((2..<columns.classes.count + 2).contains($0) ? "real" : "text") not null" }
        let name = location.table ?? tableName
        try queue.inDatabase { database in
            guard try overwrite || !database.tableExists(name) else { throw RecordsError.tableExists(path: location.path, name: name) }
            try database.execute(sql: "begin immediate")
            if overwrite { try database.execute(sql: "drop table if exists \(table)") }
            try database.execute(sql: "create table \(table) (\(fields.joined(separator: ", ")))")
        }
    }

    private static func error(_ error: any Error, _ path: String) -> RecordsError {
        switch error {
        case let error as RecordsError: return error
        case let error as FileError: return .output(error)
        case let error as DatabaseError:
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: return .databaseLocked(path: path)
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: return .notADatabase(path: path)
            case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN: return .output(.cannotWrite(path: path, reason: error.message ?? "\(error.resultCode)"))
            default: return .output(.writeFailed(path: path, reason: error.message ?? "\(error.resultCode)"))
            }
        default: return .output(.writeFailed(path: path, reason: "\(error)"))
        }
    }
}
