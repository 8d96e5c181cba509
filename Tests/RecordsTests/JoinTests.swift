import Records
import TestSupport
import Testing

@Suite struct JoinTests {
    private let scratch = Scratch()

    private func schema(_ join: Schema.Join, header: Bool = true) -> Schema {
        var schema = Schema()
        schema.files = [.init(name: "a", path: "a.csv", header: header), .init(name: "b", path: "b.csv", header: header), .init(name: "l", path: "l.csv", header: header)]
        schema.join = join
        schema.modalities = [.init(name: "a", numeric: ["a.*"]), .init(name: "b", numeric: ["b.*"])]
        return schema
    }

    private func records(_ schema: Schema) throws -> RecordBatch {
        let expanded = try schema.expanded(for: schema.openFiles(in: scratch.path)).withClasses(of: schema.openFiles(in: scratch.path))
        let table = try expanded.openFiles(in: scratch.path)
        return try RecordStream(table, RecordParser(expanded, for: table, labels: .required), batchSize: 2).all(threads: 2, skipsBad: true)
    }

    @Test func rowByRow() throws {
        scratch.put(Array("1,2\n3,4\n5,6\n".utf8), "a.csv")
        scratch.put(Array("7\n8\nx\n".utf8), "b.csv")
        scratch.put(Array("0.00e+00\n1\n1.0\n".utf8), "l.csv")
        var schema = schema(.rows, header: false)
        schema.label = "l.1"
        let batch = try records(schema)
        #expect(batch.numbers == [1, 2, 7, 3, 4, 8] && batch.labels == [0, 1] && batch.keys == ["1", "2"])
        #expect(batch.faults == [RowError(path: scratch.file("b.csv"), line: 3, column: .init(name: "1", number: 1), problem: .notANumber)])
    }

    @Test func byKey() throws {
        scratch.put(Array("id,x\np,1\nq,2\n\"r,1\",3\n".utf8), "a.csv")
        scratch.put(Array("y;id\n8;s\n9;q\n".utf8), "b.csv")
        scratch.put(Array("id,class\nr,no\np,yes\nq,no\ns,yes\n\"r,1\",no\n".utf8), "l.csv")
        var schema = schema(.key)
        (schema.key, schema.label) = ("id", "l.class")
        let batch = try records(schema)
        #expect(batch.keys == ["p", "q", "r,1", "s"] && batch.labels == [1, 0, 0, 1])
        #expect(batch.numbers.map { $0.isNaN ? -1 : $0 } == [1, -1, 2, 9, 3, -1, -1, 8])
        #expect(batch.faults.map(\.problem) == [.nothingPresent])
    }

    @Test func filesThatDoNotFit() throws {
        scratch.put(Array("id,x\np,1\nq,2\np,3\n".utf8), "a.csv")
        scratch.put(Array("id,y\np,1\n".utf8), "b.csv")
        scratch.put(Array("id,class\np,no\n".utf8), "l.csv")
        var schema = schema(.key)
        schema.key = "id"
        let fault = RowError(path: scratch.file("a.csv"), line: 4, column: .init(name: "id", number: 1), problem: .duplicateKey)
        #expect(throws: RecordsError.row(fault)) { try schema.openFiles(in: scratch.path) }
        schema.key = "name"
        #expect(throws: RecordsError.unknownColumn(path: scratch.file("a.csv"), name: "name", role: "the key")) { try schema.openFiles(in: scratch.path) }
        schema.join = .rows
        let table = try schema.openFiles(in: scratch.path)
        #expect(throws: RecordsError.unevenTables(first: scratch.file("a.csv"), second: scratch.file("b.csv"), line: 2)) { _ = try table.next(10) }
    }
}
