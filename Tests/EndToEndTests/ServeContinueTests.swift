import Foundation
import Testing

/// A client that asks, before it sends a body, whether it should (`Expect: 100-continue`).
@Suite struct ServeContinueTests {
    private func ask(_ server: ServerBench, _ headers: [String: String] = [:], path: String = "/v1/segment", length: Int) throws -> (HTTPConnection, HTTPAnswer?) {
        let connection = try server.connect()
        connection.sendHead("POST", path, ["Content-Type": TestForm.type, "Expect": "100-continue"].merging(headers) { $1 }, length: length)
        return (connection, connection.answer())
    }

    @Test func isToldToSend() throws {
        let server = try ServerBench(), form = try server.form().whole
        for (path, status) in [("/v1/segment", 200), ("/v1/jobs", 202), ("/v1/classify", 404), ("/v2/models/tiny/infer", 400)] {
            let (connection, first) = try ask(server, path: path, length: form.count)
            // Where no model classifies, the body is not wanted.
            guard status != 404 else {
                #expect(first?.status == 404)
                continue
            }
            #expect(first?.status == 100)
            connection.send(form)
            #expect(connection.answer()?.status == status)
        }
    }

    @Test func isToldToSendOnceForEachRequest() throws {
        let server = try ServerBench(), form = try server.form().whole, connection = try server.connect()
        for isAsking in [true, true, false] {
            connection.sendHead("POST", "/v1/jobs", ["Content-Type": TestForm.type].merging(isAsking ? ["Expect": "100-continue"] : [:]) { $1 }, length: form.count)
            if isAsking { #expect(connection.answer()?.status == 100) }
            connection.send(form)
            #expect(connection.answer()?.status == 202)
        }
    }

    /// The answer comes without the body, and is the connection's last.
    private func expectRefusal(_ server: ServerBench, _ status: Int, _ headers: [String: String] = [:], length: Int = 1000) throws {
        let (connection, answer) = try ask(server, headers, length: length)
        #expect(answer?.status == status && answer?.headers["connection"] == "close" && !(answer?.error ?? "").isEmpty, "\(String(describing: answer))")
        #expect(connection.answer() == nil)
    }

    @Test func isRefusedWithoutAPlace() throws {
        let server = try ServerBench("--queue", "1"), form = try server.form().whole
        let (holder, first) = try ask(server, length: form.count)
        #expect(first?.status == 100)
        try expectRefusal(server, 429)
        holder.send(form)
        #expect(holder.answer()?.status == 200)
    }

    @Test func isRefusedWithoutAToken() throws {
        let bench = try Bench(), tokens = bench.scratch.put(Array("0123456789abcdef\n".utf8), "tokens")
        chmod(tokens, 0o600)
        let server = try ServerBench(bench, ["--token-file", tokens])
        try expectRefusal(server, 401)
        try expectRefusal(server, 401, ["Authorization": "Bearer 0123456789abcdeg"])
        let (_, told) = try ask(server, ["Authorization": "Bearer 0123456789abcdef"], length: 1000)
        #expect(told?.status == 100)
    }

    @Test func isRefusedWithTooMuchOrTheWrongKind() throws {
        let server = try ServerBench("--limit-body", "1")
        try expectRefusal(server, 413, length: 1 << 30)
        try expectRefusal(server, 415, ["Content-Type": "text/plain"])
    }
}
