import Foundation
import TestSupport
import Testing

/// A server below a limit of memory.
@Suite struct ServeMemoryTests {
    @Test func aCaseThatNeverFitsIsRefused() throws {
        let server = try ServerBench("--limit-memory", "0.001")
        let answer = try server.post("/v1/segment", server.form())
        #expect(answer.status == 413 && answer.error.contains("GiB of memory, the server's limit is 0.01") && answer.error.contains("--limit-memory"), "\(answer.text)")
        let id = try #require(try server.post("/v1/jobs", server.form()).json["id"] as? String), end = try server.end(of: id)
        #expect(end.json["state"] as? String == "failed" && (end.json["message"] as? String)?.contains("the server's limit is 0.01") == true, "\(end.text)")
        let tensor = #"{"inputs":[{"name":"t1","shape":[1,1,1],"datatype":"FP32","data":[1]}]}"#
        #expect(try server.ask("POST", "/v2/models/tiny/infer", body: Array(tensor.utf8)).status == 413)
        #expect(try server.remains(keeping: [id]) == [id])
        #expect(try Program.infer.run(["serve", "--limit-memory", "0"]).status == 64)
    }

    /// Several at once, more than workers: all are done, with the same bytes.
    @Test func casesThatFitAreDone() throws {
        let server = try ServerBench("--limit-memory", "2", "--workers", "2"), mask = try server.localMask()
        let ids = try (0..<6).map { _ in try #require(try server.post("/v1/jobs", server.form()).json["id"] as? String) }
        for id in ids {
            let end = try server.end(of: id)
            #expect(try end.json["state"] as? String == "done" && server.get("/v1/jobs/\(id)/mask").body == mask, "\(end.text)")
        }
    }

    /// JSON takes many times its size once it is taken apart; the same table as CSV fits.
    @Test func recordsAreWeighed() throws {
        let bench = try Bench(), server = try ServerBench(bench, ["--model", bench.classifier(), "--limit-memory", "0.5"])
        let table = try server.ask("POST", "/v1/classify", ["Content-Type": "text/csv"], body: bench.scratch.bytes("r.csv"))
        #expect(table.status == 200, "\(table.text.prefix(300))")
        let json = Array("[{\"clinical.age\":\"\(String(repeating: " ", count: 16 << 20))\"}]".utf8)
        let answer = try server.ask("POST", "/v1/classify", ["Content-Type": "application/json"], body: json)
        #expect(answer.status == 413 && answer.error.contains("GiB of memory, the server's limit is 0.5"), "\(answer.text)")
        #expect(try server.remains() == [])
    }
}
