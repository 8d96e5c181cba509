import Foundation
import GRDB

/// What has become of each case of a batch: an SQLite file in the output directory, in WAL mode so that a killed process leaves whole entries.
public final class Ledger: Sendable {
    /// The version of the tables, kept as SQLite's `user_version`.
    static let version = 1

    public let path: String
    private let queue: DatabaseQueue

    /// Opens a ledger or makes one.
    ///
    /// - Throws: `ledgerNewer` for one of a later program, `ledgerUnusable` for a file that is none or is damaged, `ledgerNotWritten`.
    public init(_ path: String) throws(WorkflowError) {
        self.path = path
        queue = try Ledger.telling(path) {
            var configuration = Configuration()
            configuration.journalMode = .wal
            configuration.busyMode = .timeout(10)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write { try Ledger.prepare($0, path) }
            return queue
        }
    }

    /// A ledger that is in memory and on no disk.
    init() throws(WorkflowError) {
        path = "in memory"
        queue = try Ledger.telling(path) {
            let queue = try DatabaseQueue()
            try queue.write { try Ledger.prepare($0, "in memory") }
            return queue
        }
    }

    /// Where the ledger of a batch lies; each shard has its own, so that shards can run on machines that share a disk.
    public static func path(in folder: String, _ shard: Shard?) -> String {
        URL(fileURLWithPath: folder).appendingPathComponent(shard.map { "metakd-ledger-\($0.number)-of-\($0.count).sqlite" } ?? "metakd-ledger.sqlite").path
    }

    /// The shard that a ledger of this file name belongs to; nil for any other file.
    static func shard(ofFile name: String) -> Shard? {
        name.wholeMatch(of: /metakd-ledger-([0-9]+)-of-([0-9]+)\.sqlite/).flatMap { Shard("\($0.1)/\($0.2)") }
    }

    /// Whether a file of this name is that of a batch or of one of its shards, or what SQLite keeps beside it.
    static func isLedger(_ name: String) -> Bool { name.wholeMatch(of: /metakd-ledger(-[0-9]+-of-[0-9]+)?\.sqlite(-wal|-shm|-journal)?/) != nil }

    private static func prepare(_ database: Database, _ path: String) throws {
        let found = try Int.fetchOne(database, sql: "pragma user_version") ?? 0
        guard found <= version else { throw WorkflowError.ledgerNewer(path, found: found, supported: version) }
        if found == version, try Bool.fetchOne(database, sql: "select count(*) = 1 from sqlite_master where name = 'entry'") == true { return }
        guard try found == 0 && Int.fetchOne(database, sql: "select count(*) from sqlite_master") == 0 else {
            throw WorkflowError.ledgerUnusable(path, reason: "it is a database of something else")
        }
        try database.execute(sql: """
            create table entry (
                name text primary key not null, status text not null, inputs text not null, model text not null, options text not null,
                subset text not null, etMm3 real, tcMm3 real, wtMm3 real, seconds real, message text, program text not null);
            pragma user_version = \(version);
            """)
    }

    /// What is known of a case.
    public func entry(_ name: String) throws(WorkflowError) -> LedgerEntry? {
        try Ledger.telling(path) { try queue.read { try LedgerEntry.fetchOne($0, key: name) } }
    }

    /// All entries by name.
    public func entries() throws(WorkflowError) -> [LedgerEntry] {
        try Ledger.telling(path) { try queue.read { try LedgerEntry.order(Column("name")).fetchAll($0) } }
    }

    /// Puts an entry in place of what was known of its case.
    func write(_ entry: LedgerEntry) throws(WorkflowError) { try Ledger.telling(path) { try queue.write { try entry.upsert($0) } } }

    /// Puts entries in place of what was known of their cases: all of them or none.
    func write(_ entries: [LedgerEntry]) throws(WorkflowError) {
        try Ledger.telling(path) { try queue.write { database in try entries.forEach { try $0.upsert(database) } } }
    }

    /// Forgets all entries.
    func clear() throws(WorkflowError) { try Ledger.telling(path) { _ = try queue.write { try LedgerEntry.deleteAll($0) } } }

    /// Ends the work on the file, which takes its log away; what SQLite refuses here the next opening does.
    func close() { try? queue.close() }

    private static func telling<Result>(_ path: String, _ body: () throws -> Result) throws(WorkflowError) -> Result {
        do { return try body() } catch let error as WorkflowError { throw error } catch let error as DatabaseError {
            let reason = error.message?.lowercased() ?? "\(error.resultCode)"
            switch error.resultCode {
            case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_ERROR: throw .ledgerUnusable(path, reason: reason)
            default: throw .ledgerNotWritten(path, reason: reason)
            }
        } catch { throw .ledgerUnusable(path, reason: "an entry of it cannot be read") }
    }
}
