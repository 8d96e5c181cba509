import Records
import Testing

@Suite struct CSVTests {
    private let schema = Schema.numeric("x", "y", key: "id")

    @Test(arguments: [",", ";", "\t"], ["\n", "\r\n"]) func separatorsAndLineEnds(separator: String, end: String) throws {
        let rows = [["id", "x", "y"], ["a", "1", "2"], ["b", "3", ""]].map { $0.joined(separator: separator) }
        for text in [rows.joined(separator: end), rows.joined(separator: end) + end, "\u{FEFF}" + rows.joined(separator: end), end + rows.joined(separator: end + end) + end + end] {
            let records = try Table(text).records(schema)
            #expect(records.keys == ["a", "b"] && records.numbers[..<3] == [1, 2, 3] && records.numbers[3].isNaN)
        }
    }

    @Test func quotes() throws {
        let records = try Table("\"id\",\"x\",y\n\"a,\"\"b\"\"\nc\",\"1\",2\n\"\",3,4\n\"d;\r\n\n\",5,6\nlast,7,8").records(schema)
        #expect(records.keys == ["a,\"b\"\nc", "d;\r\n\n", "last"])
        #expect(records.lines == [2, 5, 8])
        #expect(records.numbers == [1, 2, 5, 6, 7, 8])
        #expect(records.faults.map(\.problem) == [.noKey] && records.faults[0].line == 4)
    }

    @Test func aSeparatorInsideQuotesDoesNotDecide() throws {
        let table = Table("\"a,b,c,d\";x\n1;2\n")
        #expect(try CSVFile(table.path).columns == ["a,b,c,d", "x"])
    }

    @Test func textsBeyondASCII() throws {
        #expect(try Table("id;x;y\nÄrztin 🧠;1;2\n").records(schema).keys == ["Ärztin 🧠"])
    }

    /// Rows longer than what is read from the file at once, and blocks of every size.
    @Test(arguments: [1, 2, 3, 1000]) func blocks(limit: Int) throws {
        let long = String(repeating: "k", count: 300_000)
        let table = Table("id,x\n" + (0..<7).map { "\(long)\($0),\($0)\n" }.joined())
        let source = try CSVFile(table.path)
        let parser = try RecordParser(.numeric("x", key: "id"), for: source, labels: .ignored)
        var numbers: [Float] = [], counts: [Int] = []
        while let block = try source.next(limit) {
            counts.append(block.count)
            numbers += parser.parse(block).numbers
        }
        #expect(numbers == [0, 1, 2, 3, 4, 5, 6] && counts.dropLast().allSatisfy { $0 == limit })
    }

    @Test func withoutHeader() throws {
        let table = Table("1,2\n3,4\n")
        let source = try CSVFile(table.path, hasHeader: false)
        #expect(source.columns == ["1", "2"])
        #expect(try source.next(10)?.count == 2)
    }

    @Test func recordsWithoutKeyAreNumbered() throws {
        #expect(try Table("x\n5\n\nNA\n7\n").records(.numeric("x")).keys == ["1", "3"])
    }
}
