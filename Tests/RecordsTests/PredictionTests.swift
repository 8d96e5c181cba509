import GRDB
import Records
import TestSupport
import Testing

@Suite struct PredictionTests {
    let scratch = Scratch()
    private let columns = PredictionColumns(key: "id", classes: ["no", "a,b"])
    private let first = Predictions(keys: ["x", "say \"y\""], predicted: [0, 1], probabilities: [0.75, 0.25, 0, 1], used: ["a", "a+b"], imputed: ["b", ""])
    private let second = Predictions(keys: ["z"], predicted: [1], probabilities: [0.4999996, 0.5000004], used: ["b"], imputed: ["a"])

    private func write(_ sink: some PredictionSink) throws {
        for piece in [first, second] { try sink.append(sink.prepare(piece)) }
        try sink.publish()
    }

    @Test func writesCSV() throws {
        try write(CSVPredictions(scratch.file("p.csv"), columns, overwrite: false))
        #expect(String(decoding: scratch.bytes("p.csv"), as: UTF8.self) == """
            id,predicted,probability_no,"probability_a,b",modalities_used,modalities_imputed
            x,no,0.750000,0.250000,a,b
            "say ""y""\",\"a,b",0.000000,1.000000,a+b,
            z,"a,b",0.500000,0.500000,b,a

            """)
    }

    @Test func writesATableOfANewDatabaseAndOfAnOldOne() throws {
        for table in ["first", "second"] { try write(SQLitePredictions(TableLocation(path: scratch.file("p.sqlite"), table: table), columns, overwrite: false)) }
        #expect(scratch.names == ["p.sqlite"])
        let rows = try DatabaseQueue(path: scratch.file("p.sqlite")).read { try Row.fetchAll($0, sql: "select * from second order by rowid") }
        #expect(rows.map { $0["id"] as String } == ["x", "say \"y\"", "z"] && rows[1]["probability_a,b"] == 1.0 && rows[2]["modalities_imputed"] == "a")
    }

    /// What is not published leaves nothing, and what was there as it was.
    @Test func leavesNothingHalfWritten() throws {
        do {
            let csv = try CSVPredictions(scratch.file("p.csv"), columns, overwrite: false)
            try csv.append(csv.prepare(first))
            let sqlite = try SQLitePredictions(TableLocation(path: scratch.file("p.sqlite")), columns, overwrite: false)
            try sqlite.append(sqlite.prepare(first))
        }
        #expect(scratch.names.isEmpty)
        let location = TableLocation(path: scratch.file("p.sqlite"))
        try write(SQLitePredictions(location, columns, overwrite: false))
        do {
            let sqlite = try SQLitePredictions(location, columns, overwrite: true)
            try sqlite.append(sqlite.prepare(second))
        }
        let count = try DatabaseQueue(path: location.path).read { try Int.fetchOne($0, sql: "select count(*) from predictions") }
        #expect(count == 3 && scratch.names == ["p.sqlite"])
    }

    @Test func leavesATableThatExists() throws {
        let location = TableLocation(path: scratch.file("p.sqlite"), table: "t")
        try write(SQLitePredictions(location, columns, overwrite: false))
        #expect(throws: RecordsError.tableExists(path: location.path, name: "t")) { try SQLitePredictions(location, columns, overwrite: false) }
        try write(SQLitePredictions(location, columns, overwrite: true))
    }

    @Test func refusesAFileThatIsNoDatabase() {
        let path = scratch.put(Array("no database, whatever its name says".utf8), "p.sqlite")
        #expect(throws: RecordsError.notADatabase(path: path)) { try SQLitePredictions(TableLocation(path: path), columns, overwrite: false) }
    }

    @Test(arguments: [("p.csv", "p.csv", nil), ("p.sqlite", "p.sqlite", nil), ("a/p.db:t", "a/p.db", "t"), ("odd:name.csv", "odd:name.csv", nil)] as [(String, String, String?)])
    func knowsWhereATableGoes(text: String, path: String, table: String?) {
        let location = TableLocation(output: text)
        #expect(location.path == path && location.table == table && location.isDatabase == (text != "p.csv" && text != "odd:name.csv"))
    }
}
