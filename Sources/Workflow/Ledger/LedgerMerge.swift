import Foundation

/// Puts the ledgers of shards together into the one of an undivided batch, which `batch --resume` without `--shard` can go on with.
public struct LedgerMerge: Sendable {
    /// All cases by name.
    public let entries: [LedgerEntry]

    /// Reads all ledgers of shards in a directory and writes `metakd-ledger.sqlite` there. What that knows of other cases stays.
    ///
    /// Where a case stands in two, that it was done counts.
    ///
    /// - Throws: `noLedgers`, `shardsAbsent`, `ledgersDisagree`, or what `Ledger` throws; then nothing has been written.
    public init(_ directory: String) throws(WorkflowError) {
        let paths = try LedgerMerge.shards(in: directory)
        let target = Ledger.path(in: directory, nil)
        var found: [String: (entry: LedgerEntry, path: String)] = [:]
        let earlier = FileManager.default.fileExists(atPath: target) ? [target] : []
        for path in earlier + paths {
            let ledger = try Ledger(path)
            defer { ledger.close() }
            for entry in try ledger.entries() {
                // What has failed in one place may have been done in another since.
                if let (other, place) = found[entry.name], other.status == .done {
                    guard entry.status == .done else { continue }
                    guard other.recipe == entry.recipe else { throw .ledgersDisagree(entry.name, [place, path]) }
                }
                found[entry.name] = (entry, path)
            }
        }
        entries = found.values.map(\.entry).sorted { $0.name < $1.name }
        let merged = try Ledger(target)
        defer { merged.close() }
        try merged.write(entries)
    }

    public func count(_ status: LedgerEntry.Status) -> Int { entries.count { $0.status == status } }

    /// The ledgers of shards. Of one division at least, none may be absent: one that is has cases that nobody knows of.
    private static func shards(in directory: String) throws(WorkflowError) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        let shards = names.compactMap(Ledger.shard(ofFile:))
        let absent = Dictionary(grouping: shards, by: \.count).map { count, present in
            Set((1...count).map { Shard(number: $0, of: count) }).subtracting(present).sorted { $0.number < $1.number }
        }
        guard let least = absent.min(by: { ($0.count, $0.first?.count ?? 0) < ($1.count, $1.first?.count ?? 0) }) else { throw .noLedgers(directory) }
        guard least.isEmpty else { throw .shardsAbsent(least.map { "\($0.number)/\($0.count)" }, directory: directory) }
        return shards.sorted { ($0.count, $0.number) < ($1.count, $1.number) }.map { Ledger.path(in: directory, $0) }
    }
}
