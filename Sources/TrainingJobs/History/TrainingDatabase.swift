import Foundation
import GRDB

/// An SQLite file of ours, with its errors told as those of a training job.
///
/// It is written in WAL mode: a reader sees the last whole transaction, also after the writer was killed.
final class TrainingDatabase {
    private let path: String
    private let queue: DatabaseQueue

    /// Opens a file to write to, or makes one.
    ///
    /// - Parameter schemas: SQL that makes the tables, in the steps in which they came about; a file that holds others is refused.
    init(_ path: String, _ schemas: String...) throws(TrainingJobError) {
        self.path = path
        queue = try TrainingDatabase.writing(path) {
            var configuration = Configuration()
            configuration.journalMode = .wal
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            var migrator = DatabaseMigrator()
            for (number, schema) in schemas.enumerated() { migrator.registerMigration("\(number + 1)") { try $0.execute(sql: schema) } }
            try migrator.migrate(queue)
            return queue
        }
    }

    func write<Result>(_ body: (Database) throws -> Result) throws(TrainingJobError) -> Result {
        try TrainingDatabase.writing(path) { try queue.write(body) }
    }

    /// Folds the log into the file, which is then one file that readers leave alone; what SQLite refuses here the next opening does.
    func close() {
        try? queue.writeWithoutTransaction { try $0.execute(sql: "pragma journal_mode = delete") }
        try? queue.close()
    }

    /// Reads a file that may be growing.
    ///
    /// - Throws: `historyAbsent`, or `badHistory` where it holds something else.
    static func read<Result>(_ path: String, _ body: (Database) throws -> Result) throws(TrainingJobError) -> Result {
        guard FileManager.default.fileExists(atPath: path) else { throw .historyAbsent(path) }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            return try DatabaseQueue(path: path, configuration: configuration).read(body)
        } catch let error as DatabaseError {
            throw .badHistory(path, reason: error.message?.lowercased() ?? "it cannot be read")
        } catch {
            throw .badHistory(path, reason: "a row of it cannot be read")
        }
    }

    private static func writing<Result>(_ path: String, _ body: () throws -> Result) throws(TrainingJobError) -> Result {
        do { return try body() } catch let error as DatabaseError {
            let reason = error.message?.lowercased() ?? "\(error.resultCode)"
            switch error.resultCode {
            case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_ERROR: throw .badHistory(path, reason: reason)
            default: throw .databaseNotWritten(path, reason: reason)
            }
        } catch {
            throw .badHistory(path, reason: "a row of it cannot be read")
        }
    }
}
