import GRDB
import ModelFormat

/// The Dice of every finished run of an ablation, in an SQLite file; a run is known by its settings and its cases.
public final class AblationResults {
    private let database: TrainingDatabase

    /// - Throws: `TrainingJobError.badHistory` for a file that is none, `databaseNotWritten`.
    public init(_ path: String) throws(TrainingJobError) {
        database = try TrainingDatabase(path, """
            create table run (id integer primary key, variant text not null, settings text not null, cases text not null, unique (settings, cases));
            create table score (
                run integer not null references run on delete cascade, subset text not null, metric text not null, value real not null,
                primary key (run, subset, metric)) without rowid;
            """)
    }

    /// Whether a run is finished.
    func hold(_ settings: SegmentationSettings, _ cases: TrainingCases) throws(TrainingJobError) -> Bool {
        try database.write { try AblationResults.run(settings, cases, $0) != nil }
    }

    /// Keeps what a run's evaluation found, all of it or nothing.
    func add(_ evaluation: [SubsetEvaluation], of settings: SegmentationSettings, _ cases: TrainingCases, _ variant: String) throws(TrainingJobError) {
        try database.write { db in
            try db.execute(sql: "insert into run (variant, settings, cases) values (?, ?, ?)", arguments: [variant, settings.yaml, cases.text])
            let run = db.lastInsertedRowID
            for row in evaluation {
                for (metric, value) in row.metrics {
                    try db.execute(sql: "insert into score values (?, ?, ?, ?)", arguments: [run, row.subset, metric, value])
                }
            }
        }
    }

    /// Metric → value for each subset of a finished run, nil for another.
    func scores(_ settings: SegmentationSettings, _ cases: TrainingCases) throws(TrainingJobError) -> [String: [String: Double]]? {
        try database.write { db in
            guard let run = try AblationResults.run(settings, cases, db) else { return nil }
            let rows = try Row.fetchAll(db, sql: "select subset, metric, value from score where run = ?", arguments: [run])
            return rows.reduce(into: [:]) { $0[$1["subset"], default: [:]][$1["metric"]] = $1["value"] }
        }
    }

    /// Puts all into the one file.
    public func close() { database.close() }

    private static func run(_ settings: SegmentationSettings, _ cases: TrainingCases, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(db, sql: "select id from run where settings = ? and cases = ?", arguments: [settings.yaml, cases.text])
    }
}

extension TrainingCases {
    /// A text that differs where cases differ: their names and contents, and which are held out.
    fileprivate var text: String {
        "training: \(training.map(\.name).joined(separator: ", ")); held out: \(validation.map(\.name).joined(separator: ", ")); contents: \(fingerprint)"
    }
}
