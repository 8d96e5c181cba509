import Foundation
import GRDB
import Records
import TestSupport
import Testing

@Suite struct SQLiteTests {
    private let scratch = Scratch()
    private var path: String { scratch.file("records.sqlite") }

    private func make(_ sql: String...) throws -> DatabaseQueue {
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in for statement in sql { try database.execute(sql: statement) } }
        return queue
    }

    private func records(_ schema: Schema, table: String? = "people", labels: RecordParser.Labels = .required) throws -> RecordBatch {
        let source = try TableLocation(path: path, table: table).open()
        return try RecordStream(source, RecordParser(schema, for: source, labels: labels), batchSize: 2).all(threads: 2, skipsBad: true)
    }

    @Test func theSameRecordsAsFromCSV() throws {
        let rows = [["a", "no", "1.5", "-2e-3", "m", "E3E4"], ["b", "yes", "", "7", "", ""], ["c", "yes", "3", "", "f", "E4E4"]]
        let queue = try make("CREATE TABLE people (id TEXT, class TEXT, x REAL, y REAL, sex TEXT, apoe TEXT)", "CREATE TABLE other (z)")
        try queue.write { database in
            for row in rows { try database.execute(sql: "INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", arguments: StatementArguments(row.map { $0.isEmpty ? nil : $0 })) }
        }
        let fromDatabase = try records(.small)
        let fromCSV = try Table("id,class,x,y,sex,apoe\n" + rows.map { $0.joined(separator: ",") + "\n" }.joined()).records(.small, labels: .required)
        #expect(fromDatabase.keys == fromCSV.keys && fromDatabase.labels == fromCSV.labels && fromDatabase.texts == fromCSV.texts)
        #expect(fromDatabase.numbers.map(\.bitPattern) == fromCSV.numbers.map(\.bitPattern) && fromDatabase.lines == [1, 2, 3])
    }

    /// Names of tables with letters of several bytes, quotes and colons, to read and to write.
    @Test(arguments: ["täb", "my \"odd\" table", "a:b", "select"]) func tablesOfAnyName(name: String) throws {
        let predictions = Predictions(keys: ["k"], predicted: [0], probabilities: [1, 0], used: ["a"], imputed: ["b"])
        let location = TableLocation(output: "\(path):\(name)")
        #expect(location == TableLocation(path: path, table: name) && location.isDatabase)
        let sink = try SQLitePredictions(location, PredictionColumns(key: nil, classes: ["no", "yes"]), overwrite: false)
        try sink.append(sink.prepare(predictions))
        try sink.publish()
        let found = TableLocation("\(path):\(name)")
        #expect(found == location)
        #expect(try found.open().columns == ["record", "predicted", "probability_no", "probability_yes", "modalities_used", "modalities_imputed"])
    }

    /// A database's columns have one name whatever their capitals.
    @Test func columnsOfOneNameAreRefused() {
        let (csv, database) = (TableLocation(output: "p.csv"), TableLocation(output: "p.sqlite"))
        #expect(throws: Never.self) { try PredictionColumns(key: "id", classes: ["no", "No"]).check(for: csv) }
        #expect(throws: RecordsError.columnTwice(path: "p.sqlite", name: "probability_No")) { try PredictionColumns(key: "id", classes: ["no", "No"]).check(for: database) }
        #expect(throws: RecordsError.columnTwice(path: "p.csv", name: "predicted")) { try PredictionColumns(key: "predicted", classes: ["no", "yes"]).check(for: csv) }
    }

    @Test func numbersMayBeKeysLabelsAndCategories() throws {
        _ = try make("CREATE VIEW people AS SELECT 7 AS id, 1.0 AS class, 2 AS x, '3.5' AS y, 0 AS sex, 2 AS apoe")
        var schema = Schema.small
        schema.classes = ["0", "1"]
        let batch = try records(schema, table: nil)
        #expect(batch.keys == ["7"] && batch.labels == [1] && batch.numbers == [2, 3.5] && batch.texts == ["0", "2"])
    }

    @Test func badRows() throws {
        _ = try make("CREATE TABLE people (id, class, x, y, sex, apoe)",
            "INSERT INTO people VALUES (1, 'no', 1, x'00FF', 'm', ''), (2, 'no', 'tall', 1, 'm', ''), (1, 'no', 1, 1, 'm', ''), (3, 'no', 1e300, 1, 'm', '')")
        let batch = try records(.small)
        #expect(batch.faults.map(\.problem) == [.binary, .notANumber, .notANumber] && batch.faults.map(\.line) == [1, 2, 4] && batch.keys == ["1"])
    }

    @Test func aLockedDatabase() throws {
        let queue = try make("CREATE TABLE people (id, class, x, y, sex, apoe)")
        try queue.inDatabase { database in
            try database.execute(sql: "BEGIN EXCLUSIVE")
            #expect(throws: RecordsError.databaseLocked(path: path)) { try TableLocation(path).open() }
            try database.execute(sql: "ROLLBACK")
        }
        #expect(try TableLocation(path).open().columns == ["id", "class", "x", "y", "sex", "apoe"])
    }

    @Test func tablesThatAreNotThere() throws {
        _ = try make("CREATE TABLE b (x)", "CREATE TABLE a (x)")
        #expect(throws: RecordsError.noTable(path: path, name: "c", found: ["a", "b"])) { try TableLocation("\(path):c").open() }
        #expect(throws: RecordsError.noTable(path: path, name: nil, found: ["a", "b"])) { try TableLocation(path).open() }
        #expect(try TableLocation("\(path):B").open().columns == ["x"])
    }

    @Test func noDatabase() throws {
        let damaged = scratch.put(Array("SQLite format 3\0".utf8) + Array(repeating: 0x5A, count: 2000), "damaged.sqlite")
        #expect(throws: RecordsError.notADatabase(path: damaged)) { try TableLocation(damaged).open() }
        let csv = scratch.put(Array("x\n1\n".utf8), "table.csv")
        #expect(throws: RecordsError.notADatabase(path: csv)) { try TableLocation("\(csv):people").open() }
        _ = try make("CREATE TABLE people (x)")
        #expect(throws: RecordsError.notCSV(path: path, found: "an SQLite database")) { try CSVFile(path) }
        #expect(throws: RecordsError.emptyTable(path: path)) { try records(.numeric("x"), labels: .ignored) }
    }
}
