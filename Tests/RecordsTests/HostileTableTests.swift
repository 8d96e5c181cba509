import Foundation
import Records
import Testing

@Suite struct HostileTableTests {
    private func fault(_ table: Table, _ line: Int, _ column: (String, Int)?, _ problem: RowError.Problem) -> RecordsError {
        .row(RowError(path: table.path, line: line, column: column.map { .init(name: $0.0, number: $0.1) }, problem: problem))
    }

    static let header = "id,class,x,y,sex,apoe\n"
    static let good = "r1,no,1,2,m,E3E4\n"

    @Test(arguments: [
        ("r2,no,1,2,m\n", nil, .ragged(found: 5, expected: 6)),
        ("r2,no,1,2,m,E3E3,\n", nil, .ragged(found: 7, expected: 6)),
        ("r2,no,1,2,m,E3E3,,\"\",5\n", nil, .ragged(found: 9, expected: 6)),
        ("r2,no,1,old,m,E3E3\n", ("y", 4), .notANumber),
        ("r2,no,1,2,m,E3E\n", ("apoe", 6), .notAGenotype),
        ("r2,maybe,1,2,m,E3E3\n", ("class", 2), .unknownLabel(classes: ["no", "yes"])),
        ("r2,,1,2,m,E3E3\n", ("class", 2), .noLabel),
        (",no,1,2,m,E3E3\n", ("id", 1), .noKey),
        ("r1,no,1,2,m,E3E3\n", ("id", 1), .duplicateKey),
        ("r2,no,,NA, ,\n", nil, .nothingPresent),
        ("r2,no,1,2,a\"b,E3E3\n", ("sex", 5), .strayQuote),
        ("r2,no,1,2,\"a\"b,E3E3\n", ("sex", 5), .strayQuote),
        ("r2,no,1,\"2\n", ("y", 4), .openQuote),
    ] as [(String, (String, Int)?, RowError.Problem)])
    func aBadRow(row: String, column: (String, Int)?, problem: RowError.Problem) throws {
        let table = Table(Self.header + Self.good + row)
        #expect(table.error(.small) == fault(table, 3, column, problem))
        let records = try table.records(.small, labels: .required)
        #expect(records.keys == ["r1"] && records.faults.count == 1 && records.labels == [0])
    }

    @Test func badRowsAreCollectedInOrderAndTheRestIsRead() throws {
        let table = Table(Self.header + "a,no,1,2,m,E3E3\nb,no,x,2,m,E3E3\nc,yes,3,4,f,\na,yes,3,4,f,\nd,no,5\ne,yes,7,8,m,E4E4\n")
        let records = try table.records(.small, labels: .required)
        #expect(records.keys == ["a", "c", "e"] && records.labels == [0, 1, 1] && records.numbers == [1, 2, 3, 4, 7, 8])
        #expect(records.faults.map(\.line) == [3, 5, 6] && records.texts == ["m", "E3E3", "f", "", "m", "E4E4"])
    }

    @Test func bytesThatAreNoUTF8() {
        let table = Table(Array((Self.header + Self.good + "r2,no,1,2,Fran").utf8) + [0xE7] + Array("ais,E3E3\n".utf8))
        #expect(table.error(.small) == fault(table, 3, ("sex", 5), .notUTF8))
        let header = Table(Array("id,\u{E9}t".utf8) + [0xE9, 0x0A])
        #expect(header.error(.small) == .row(RowError(path: header.path, line: 1, column: nil, problem: .notUTF8)))
    }

    @Test(arguments: [
        ([0xFF, 0xFE, 0x61, 0, 0x2C, 0], "text in UTF-16"), ([0xFE, 0xFF, 0, 0x61], "text in UTF-16"), ([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "text in UTF-32"),
        (Array("i\0d\0,\0".utf8), "binary data, or text in UTF-16"), ([0x1F, 0x8B, 8, 0], "a gzip archive"),
        (Array("PK\u{3}\u{4}xl".utf8), "a zip archive or Excel workbook"), (Array("id,x\rr1,2\r".utf8), "lines that end with CR alone"),
    ] as [([UInt8], String)])
    func otherKindsOfFile(bytes: [UInt8], name: String) {
        let table = Table(bytes)
        #expect(table.error(.small) == .notCSV(path: table.path, found: name))
    }

    @Test(arguments: ["", "\n\n", "\r\n", "\u{FEFF}", "id,class,x,y,sex,apoe", "id,class,x,y,sex,apoe\r\n\r\n"]) func emptyTables(text: String) {
        let table = Table(text)
        #expect(table.error(.small) == .emptyTable(path: table.path))
    }

    @Test func headers() {
        let pipes = Table("id|class|x\na|no|1\n")
        #expect(pipes.error(.small) == .unsupportedSeparator(path: pipes.path, found: "|"))
        let twice = Table("id,class,x,y,x\n")
        #expect(twice.error(.small) == .ambiguousColumn(path: twice.path, column: .init(name: "x", number: 5)))
        let unnamed = Table("id,,x\n")
        #expect(unnamed.error(.small) == .ambiguousColumn(path: unnamed.path, column: .init(name: "", number: 2)))
        let lacking = Table("id,class,x,sex,apoe\n")
        #expect(lacking.error(.small) == .unknownColumn(path: lacking.path, name: "y", role: "part of the modality a"))
        let foreign = Table("id,class,u,v\na,no,1,2\n")
        #expect(foreign.error(.small, labels: .ignored) == .noModality(path: foreign.path))
    }

    @Test func aModalityThatTheTableLacksIsAbsentInPrediction() throws {
        let records = try Table("id,sex,apoe\na,m,E3E3\n").records(.small)
        #expect(records.numbers.allSatisfy(\.isNaN) && records.texts == ["m", "E3E3"])
    }

    @Test func aQuoteThatNeverEnds() {
        let table = Table(Self.header + "r1,no,1,2,\"m,E3E4\n" + String(repeating: "r2,no,1,2,m,E3E3\n", count: 1_100_000))
        #expect(table.error(.small) == .recordTooLong(path: table.path, line: 2, limit: 1 << 24))
    }

    @Test func absentFilesAndFolders() {
        let table = Table("x\n1\n")
        #expect(throws: RecordsError.fileAbsent(path: "\(table.path).no")) { try TableLocation("\(table.path).no").open() }
        #expect(throws: RecordsError.fileAbsent(path: "\(table.path).no")) { try TableLocation("\(table.path).no:t").open() }
        #expect(throws: RecordsError.cannotRead(path: table.scratch.path, reason: "is a directory")) { try TableLocation(table.scratch.path).open() }
    }

    /// Every cell of these rows is secret; no message may repeat one.
    @Test func messagesHoldNoPatientData() throws {
        let secret = "S3CRET"
        for row in ["\(secret),no,\(secret),2,m,", "\(secret),\(secret),1,2,m,", "\(secret),no,1,2,m,\(secret)", "\(secret),no,1,2,\(secret)\"x,", "\(secret),no,\(secret)"] {
            let table = Table(Self.header + "\(secret),no,1,2,m,\n" + row + "\n")
            let error = try #require(table.error(.small))
            #expect(!"\(error)".contains(secret) && "\(error)".contains("line 3") && "\(error)".hasSuffix("."))
        }
    }
}
