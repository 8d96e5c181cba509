import Foundation
import Records
import Tensors
import Testing

/// Numbers of a table have the same bits as those of C's `strtof`.
@Suite struct NumberTests {
    private func check(_ texts: [String]) throws {
        let table = Table("x,y\n" + texts.map { "1,\($0)\n" }.joined())
        let records = try table.records(.numeric("x", "y"))
        try #require(records.count == texts.count, "\(records.faults.first.map { "\($0)" } ?? "")")
        for (index, text) in texts.enumerated() {
            let found = records.numbers[2 * index + 1]
            #expect(found.bitPattern == strtof(text, nil).bitPattern, "\(text) was read as \(found)")
        }
    }

    @Test(arguments: ["%.5f", "%.0f", "%.9g", "%.17g", "%.18e", "%+.3E", "%.25f", "%.40g"])
    func randomNumbersInTheFormsThatProgramsWrite(format: String) throws {
        var generator = SeededGenerator(seed: 7)
        try check((0..<4000).map { index in
            let power = Double(index % 61) - 30
            return String(format: format, Double(generator.normal()) * pow(10, format.hasSuffix("f") ? power / 8 : power))
        })
    }

    /// The middle between two floats, and what lies a hair above or below, in 12 to 30 digits.
    @Test func middlesBetweenFloats() throws {
        var generator = SeededGenerator(seed: 8)
        try check((0..<2000).flatMap { _ -> [String] in
            let low = generator.uniform(0.001...1000)
            let middle = (Double(low) + Double(low.nextUp)) / 2
            return [12, 16, 17, 18, 19, 20, 30].map { String(format: "%.\($0)g", middle) }
                + [middle.nextUp, middle.nextDown].map { String(format: "%.17g", $0) }
        })
    }

    @Test func endsOfTheRange() throws {
        try check([
            "0", "-0", "+0", "0.0", "-0.000", "00012.5", ".5", "-.5", "5.", "1e0", "1E+2", "1e-2", "1e22", "1e23", "1e-22", "1e-23", "1e38", "3.4028235e38",
            "1.17549435e-38", "1e-40", "1.4e-45", "1e-60", "9999999999999999999", "18446744073709551615", "18446744073709551616", "123456789012345678901234567890",
            "0.000000000000000000000000000000000001", "16777217", "16777216.99999999", "1e0000001",
        ])
    }

    @Test(arguments: ["", " ", "NA", "NaN", "nan", "NULL", "\"\"", "\" \"", "\"NA\""]) func missing(text: String) throws {
        #expect(try Table("x,y\n1,\(text)\n").records(.numeric("x", "y")).numbers[1].isNaN)
    }

    @Test(arguments: [" 2.5", "2.5\t", "\"2.5\"", "\" 2.5 \""]) func blanksAndQuotes(text: String) throws {
        #expect(try Table("x,y\n1,\(text)\n").records(.numeric("x", "y")).numbers == [1, 2.5])
    }

    @Test(arguments: ["abc", "1x", "1e", "1e+", "--1", "+-1", ".", "-", "1.2.3", "0x10", "inf", "-Infinity", "1e39", "-3.5e38", "1 2", "1e99999", "½", "\"1,5\""])
    func noNumbers(text: String) {
        let error = RowError(path: "", line: 3, column: .init(name: "y", number: 2), problem: .notANumber)
        let table = Table("x,y\n1,2\n1,\(text)\n")
        #expect(table.error(.numeric("x", "y"), labels: .ignored) == .row(RowError(path: table.path, line: error.line, column: error.column, problem: error.problem)))
    }
}
