import Records
import TestSupport
import Testing

/// Tables that are longer than what the server holds of a body: it reads them as they arrive, or stores them first.
@Suite struct ServeTableTests {
    let bench: Bench
    let server: ServerBench
    let table: [UInt8]
    let predictions: [UInt8]

    init() throws {
        bench = try Bench()
        let model = try bench.classifier(), scratch = bench.scratch
        try SyntheticRecords.graded(seed: 4).write(70_000, to: scratch.file("long.csv"), overwrite: true)
        let outcome = try Program.infer.run(["classify", "--model", model, "--records", scratch.file("long.csv"), "-o", scratch.file("p.csv"), "--quiet"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        (table, predictions) = (scratch.bytes("long.csv"), scratch.bytes("p.csv"))
        server = try ServerBench(bench, ["--model", model])
        #expect(table.count > 8 << 20)
    }

    @Test func whileAWorkerWaitsForOneTableAnotherIsStored() throws {
        let first = try beginReading(), second = try begin(table.count, sending: table[...])
        try server.wait { try server.get("/metrics").text.contains("metakd_queue_places{use=\"waiting\"} 1\n") }
        first.send(Array(table[(6 << 20)...]))
        for connection in [first, second] {
            let answer = try #require(connection.answer())
            #expect(answer.status == 200 && answer.body == predictions, "\(answer.text.prefix(300))")
        }
        // A folder goes once its answer is sent, which the client may know before the server does.
        try server.wait { server.folders.isEmpty }
    }

    @Test func whoHangsUpMidwayLeavesNothing() throws {
        try beginReading().end()
        #expect(try server.remains() == [])
        #expect(try classify(table).body == predictions)
    }

    @Test func whoStallsMidwayIsToldSo() throws {
        let server = try ServerBench(Bench(), ["--model", bench.scratch.file("records.metakd"), "--limit-upload", "1"])
        let answer = try #require(begin(table.count, sending: table[..<(6 << 20)], to: server).answer())
        #expect(answer.status == 408 && answer.error.contains("did not arrive in 1 s"), "\(answer.text)")
        #expect(try server.remains() == [])
    }

    @Test func aWrongRowIsNamedThoughMoreIsOnItsWay() throws {
        let bad = Array("r1,2\n".utf8), secondLine = table.firstIndex(of: 0x0A)! + 1
        let refused = try classify(Array(table[..<secondLine]) + bad + table[secondLine...])
        #expect(refused.status == 422 && refused.error.contains("records, line 2"), "\(refused.text)")
        #expect(try classify(table).body == predictions)
    }

    @Test func aDatabaseIsNoTable() throws {
        let answer = try classify(Array("SQLite format 3\0".utf8) + [UInt8](repeating: 0, count: 100))
        #expect(answer.status == 422 && answer.error.contains("an SQLite database"), "\(answer.text)")
    }

    /// A table of which the server has begun to read what arrived, and of which more has to come. A machine that is busy may take one body
    /// for that of a slow sender, not all.
    private func beginReading() throws -> HTTPConnection {
        for _ in 0..<100 {
            let connection = try begin(table.count, sending: table[..<(6 << 20)])
            for _ in 0..<100 where try server.get("/metrics").text.contains("metakd_queue_places{use=\"running\"} 1\n") { return connection }
            connection.end()
        }
        throw ServerBench.Unstarted(line: "no table was read before all of it had arrived")
    }

    private func begin(_ length: Int, sending start: ArraySlice<UInt8>, to other: ServerBench? = nil) throws -> HTTPConnection {
        let connection = try (other ?? server).connect()
        connection.sendHead("POST", "/v1/classify", ["Content-Type": "text/csv"], length: length)
        connection.send(Array(start))
        return connection
    }

    private func classify(_ table: [UInt8]) throws -> HTTPAnswer { try server.ask("POST", "/v1/classify", ["Content-Type": "text/csv"], body: table) }
}
