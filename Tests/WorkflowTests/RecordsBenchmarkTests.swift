import Foundation
import Testing
import Workflow

@Suite struct RecordsBenchmarkTests {
    private func run(threads: Int) throws -> RecordsBenchmark {
        try RecordsBenchmark(modalities: 2, columns: 3, rows: 3000, threads: threads, repeats: 2, seed: 4)
    }

    @Test func everyNumberOfThreadsReadsTheSame() throws {
        let (one, two) = (try run(threads: 1), try run(threads: 2))
        #expect(one.meanAbs == two.meanAbs && 0.1...1 ~= one.meanAbs && one.rows == 3000 && two.threads == 2)
        // id, class and six numbers of five decimals and a sign at times.
        #expect(one.megabytes == two.megabytes && 0.18...0.21 ~= one.megabytes)
        #expect(one.minS <= one.medianS && one.medianS > 0)
    }

    @Test func jsonIsInSnakeCase() throws {
        let object = try #require(JSONSerialization.jsonObject(with: Data(run(threads: 1).json.utf8)) as? [String: Any])
        #expect(object.keys.contains("rows_per_s") && object.keys.contains("megabytes_per_s") && object["columns"] as? Int == 3)
    }
}
