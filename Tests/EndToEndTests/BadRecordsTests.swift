import Foundation
import GRDB
import Records
import TestSupport
import Testing

/// Tables that `metakd-infer classify` and `metakd-train classify` must refuse: the file, line and column named, and nothing written.
@Suite struct BadRecordsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Int32
        /// Puts the table in place; gives what the error has to say.
        let spoil: @Sendable (RecordsBench) throws -> [String]

        init(_ description: String, _ status: Int32 = 65, spoil: @escaping @Sendable (RecordsBench) throws -> [String]) {
            (testDescription, self.status, self.spoil) = (description, status, spoil)
        }

        /// Rows under the usual header.
        init(_ description: String, rows: String, says: String...) {
            self.init(description) { bench in
                bench.put(rows)
                return says
            }
        }

        /// A whole file.
        init(_ description: String, file: [UInt8], says: String...) {
            self.init(description) { bench in
                bench.scratch.put(file, "bad.csv")
                return says
            }
        }
    }

    private func check(_ program: Program, _ arguments: [String], _ bad: Case, _ bench: RecordsBench, _ says: [String]) throws {
        let before = bench.contents(), outcome = try program.run(arguments)
        #expect(outcome.status == bad.status && outcome.output.isEmpty, "\(outcome.status): \(outcome.errors)")
        #expect(1...2 ~= outcome.errorLines.count && outcome.errors.hasPrefix("\(program.name): "), "\(outcome.errors)")
        for text in says + [bench.scratch.file("bad")] { #expect(outcome.errors.contains(text), "\(outcome.errors)") }
        #expect(bench.contents() == before)
    }

    @Test(arguments: cases) func inferenceRefuses(bad: Case) throws {
        let bench = try RecordsBench()
        let says = try bad.spoil(bench)
        try check(.infer, bench.inference(), bad, bench, says)
        // Not a table of a database either, neither of a new one nor beside others.
        try check(.infer, bench.inference("bad.csv", "p.sqlite"), bad, bench, says)
    }

    @Test(arguments: cases + trainingCases) func trainingRefuses(bad: Case) throws {
        let bench = try RecordsBench()
        try FileManager.default.removeItem(atPath: bench.model)
        try check(.train, bench.training("bad.csv", "--quiet"), bad, bench, try bad.spoil(bench))
    }

    private static let good = "r1,no,1,2,m,E3E4\n"

    private static let cases: [Case] = [
        Case("an unknown column", file: Array("id,class,x,sex,apoe\nr1,no,1,m,E3E3\n".utf8), says: "no column \"y\"", "modality a", "correct the schema"),
        Case("a number that is none", rows: good + "r2,no,1,old,m,E3E3\n", says: "line 3, column 4 (y)", "found no number"),
        Case("a genotype that is none", rows: good + "r2,no,1,2,m,E3\n", says: "line 3, column 6 (apoe)", "found no genotype"),
        Case("a key that stands twice", rows: good + good, says: "line 3, column 1 (id)", "earlier row"),
        Case("an empty key", rows: good + ",no,1,2,m,E3E3\n", says: "line 3, column 1 (id)", "key is empty"),
        Case("a ragged row", rows: good + "r2,no,1,2,m\n", says: "line 3", "found 5 cells, expected 6"),
        Case("a row with nothing in it", rows: good + "r2,no,,NA,,\n", says: "line 3", "all modalities are empty"),
        Case("another separator", file: Array("id|class|x|y|sex|apoe\nr1|no|1|2|m|E3E3\n".utf8), says: "separated by \"|\"", "comma, semicolon or tab"),
        Case("text in UTF-16", file: [0xFF, 0xFE] + "id,class\n".utf8.flatMap { [$0, 0] }, says: "text in UTF-16", "UTF-8"),
        Case("text in Latin-1", file: Array((RecordsBench.header + good + "r2,no,1,2,Fran").utf8) + [0xE7] + Array("ais,E3E3\n".utf8), says: "line 3, column 5 (sex)", "not UTF-8"),
        Case("an empty table", rows: "", says: "no rows"),
        Case("an empty file", file: [], says: "no rows"),
        Case("a quoted cell that does not end", rows: good + "r2,no,1,2,\"m,E3E3\n", says: "line 3, column 5 (sex)", "does not end"),
        Case("a damaged database", file: Array("SQLite format 3\0".utf8) + Array(repeating: 0x5A, count: 2000), says: "no SQLite database, or a damaged one"),
        Case("a table that is not there", 66) { bench in
            ["no such file"]
        },
    ]

    private static let trainingCases: [Case] = [
        Case("a label that is no class", rows: good + "r2,maybe,1,2,m,E3E3\n", says: "line 3, column 2 (class)", "one of no, yes"),
        Case("an empty label", rows: good + "r2,,1,2,m,E3E3\n", says: "line 3, column 2 (class)", "label is empty"),
    ]

    /// Test tables are of the same classes as the table of the training.
    @Test func aTestTableWithALabelNeverSeen() throws {
        let bench = try RecordsBench()
        bench.put(Self.good + "r2,perhaps,1,2,m,E3E3\n")
        let bad = Case("") { _ in [] }
        try FileManager.default.removeItem(atPath: bench.model)
        try check(.train, bench.training("good.csv", "--test", bench.scratch.file("bad.csv"), "--quiet"), bad, bench, ["line 3, column 2 (class)", "one of no, yes"])
    }

    /// A category that training never met has a slot of its own and is no error.
    @Test func aCategoryNeverSeenIsClassified() throws {
        let bench = try RecordsBench()
        bench.put("r1,no,1,2,other,E2E2\n")
        let outcome = try Program.infer.run(bench.inference())
        #expect(outcome.status == 0 && bench.scratch.bytes("p.csv").split(separator: 10).count == 2, "\(outcome.errors)")
    }

    /// What was there before a run that fails is there after it, with --force too.
    @Test func anOlderOutputStays() throws {
        let bench = try RecordsBench()
        #expect(try Program.infer.run(bench.inference("good.csv", "p.csv")).status == 0)
        #expect(try Program.infer.run(bench.inference("good.csv", "p.sqlite")).status == 0)
        let before = bench.contents()
        bench.put(Self.good + "r2,no,1,2,m\n")
        for output in ["p.csv", "p.sqlite"] {
            #expect(try Program.infer.run(bench.inference("bad.csv", output, "--force")).status == 65)
            #expect(bench.scratch.bytes(output) == before[output])
        }
    }

    /// The tests must not open the file meanwhile: a lock goes when the process that holds it closes any descriptor of the file.
    @Test func aLockedDatabase() throws {
        let bench = try RecordsBench()
        let path = bench.scratch.file("bad.sqlite")
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.inDatabase { try $0.execute(sql: "create table people (id, class, x, y, sex, apoe); begin exclusive") }
        let before = bench.scratch.names
        for (program, arguments) in [(Program.infer, bench.inference("bad.sqlite")), (.infer, bench.inference("good.csv", "bad.sqlite:found")),
                                     (.train, bench.training("bad.sqlite", "--force"))] {
            let outcome = try program.run(arguments)
            #expect(outcome.status == 74 && outcome.errors.contains(path) && outcome.errors.contains("another process holds the database"), "\(outcome.errors)")
        }
        #expect(bench.scratch.names == before)
        try queue.inDatabase { try $0.execute(sql: "rollback") }
        #expect(try Program.infer.run(bench.inference("good.csv", "bad.sqlite:found")).status == 0)
    }
}
