import CZlib
import Foundation
import TestSupport
import Testing

/// Who gets in, and what a server bears.
@Suite struct ServeAccessTests {
    private static let (first, second) = ("Bearer 0123456789abcdef", "Bearer another-long-token")

    private func tokens(_ bench: Bench, _ text: String = "# ours\n0123456789abcdef\nanother-long-token\n", mode: Int = 0o600) -> String {
        let path = bench.scratch.put(Array(text.utf8), "tokens")
        chmod(path, mode_t(mode))
        return path
    }

    @Test func aTokenIsNeeded() throws {
        let bench = try Bench(), server = try ServerBench(bench, ["--token-file", tokens(bench)])
        for path in ["/v1/models", "/v2", "/metrics", "/v1/jobs/0", "/nowhere"] {
            #expect(try server.get(path).status == 401 && server.get(path, ["Authorization": "Bearer 0123456789abcdeg"]).status == 401)
        }
        #expect(try server.get("/v1/models", ["Authorization": "Basic 0123456789abcdef"]).status == 401)
        #expect(try server.get("/v1/models", ["Authorization": Self.first]).status == 200 && server.get("/v1/models", ["Authorization": Self.second]).status == 200)
        #expect(try server.post("/v1/segment", server.form()).headers["www-authenticate"] == "Bearer")
        for path in ["/", "/page.js", "/openapi.yaml", "/v2/health/live", "/v2/health/ready"] { #expect(try server.get(path).status == 200) }
        #expect(server.folders == [])
    }

    @Test func aJobIsItsOwnersAlone() throws {
        let bench = try Bench(), server = try ServerBench(bench, ["--token-file", tokens(bench)])
        let id = try #require(try server.post("/v1/jobs", server.form(), ["Authorization": Self.first]).json["id"] as? String)
        let own = ["Authorization": Self.first], other = ["Authorization": Self.second]
        #expect(try server.get("/v1/jobs/\(id)", other).status == 404 && server.ask("DELETE", "/v1/jobs/\(id)", other).status == 404)
        #expect(try server.end(of: id, own).json["state"] as? String == "done")
        #expect(try server.get("/v1/jobs/\(id)/mask", other).status == 404 && server.get("/v1/jobs/\(id)/mask", own).status == 200)
        try server.restart(after: SIGTERM)
        #expect(try server.get("/v1/jobs/\(id)/mask", other).status == 404 && server.get("/v1/jobs/\(id)/mask", own).status == 200)
    }

    @Test func aServerDoesNotStart() throws {
        let bench = try Bench()
        func refusal(_ arguments: String...) throws -> Program.Outcome {
            try Program.infer.run(["serve", "--model", bench.model, "--port", "0", "--work-folder", bench.scratch.file("work")] + arguments)
        }
        let open = try refusal("--host", "0.0.0.0")
        #expect(open.status == 64 && open.errors.contains("--token-file"))
        for (text, mode, says) in [("", 0o600, "holds no token"), ("short\n", 0o600, "short"), ("0123456789abcdef\n", 0o644, "others than its owner")] {
            let outcome = try refusal("--token-file", tokens(bench, text, mode: mode))
            #expect(outcome.status == 65 && outcome.errors.contains(says) && !outcome.errors.contains("0123456789abcdef"), "\(outcome.errors)")
        }
        let open2 = bench.scratch.file("open")
        try FileManager.default.createDirectory(atPath: open2, withIntermediateDirectories: true)
        chmod(open2, 0o755)
        let shared = try refusal("--work-folder", open2)
        #expect(shared.status == 73 && shared.errors.contains("others than this user"))
        let server = try ServerBench(bench)
        let second = try refusal()
        #expect(second.status == 73 && second.errors.contains("another server uses it"))
        let taken = try refusal("--port", "\(server.port)", "--work-folder", bench.scratch.file("work2"))
        #expect(taken.status == 74 && taken.errors.contains("cannot listen at 127.0.0.1, port \(server.port)"), "\(taken.errors)")
    }

    @Test func whatIsTooLargeIsRefused() throws {
        let server = try ServerBench("--limit-body", "1", "--limit-voxels", "1")
        let announced = try server.connect()
        announced.sendHead("POST", "/v1/segment", ["Content-Type": TestForm.type], length: 1 << 40)
        #expect(announced.answer()?.status == 413)
        // A body whose length is not told, until the server has enough of it.
        let endless = try server.connect()
        endless.sendHead("POST", "/v1/jobs", ["Content-Type": TestForm.type, "Transfer-Encoding": "chunked"])
        let piece = Array("10000\r\n".utf8) + [UInt8](repeating: 65, count: 1 << 16) + [13, 10]
        for _ in 0..<40 where !endless.send(piece) { break }
        #expect(endless.answer()?.status == 413)
        let header = try server.connect()
        header.send(Array("GET / HTTP/1.1\r\nHost: a\r\nX-Long: \(String(repeating: "a", count: 20_000))\r\n\r\n".utf8))
        #expect([400, 431].contains(header.answer()?.status ?? 0))
        var many = TestForm()
        for number in 0..<100 { many.add("n\(number)", "a") }
        #expect(try server.post("/v1/segment", many).status == 413)
        #expect(try server.remains() == [])
    }

    /// 1,000 times 1,000 times 1,000 voxels in a file of a few kilobytes.
    @Test func aBombStopsAtTheLimit() throws {
        let server = try ServerBench("--limit-voxels", "16")
        var image = Array(try Data(contentsOf: URL(fileURLWithPath: server.bench.flair)).prefix(352))
        for axis in 0..<3 { (image[42 + 2 * axis], image[43 + 2 * axis]) = (0xE8, 0x03) }
        let bomb = try zipped(image + [UInt8](repeating: 0, count: 1 << 22))
        #expect(bomb.count < 10_000)
        var form = TestForm()
        form.add("flair", bomb, file: "a.nii.gz")
        for path in ["/v1/segment", "/v1/jobs"] {
            let answer = try server.post(path, form)
            #expect(answer.status == 413 && answer.error.contains("flair"), "\(answer.text)")
        }
        #expect(try server.remains() == [])
    }

    private func zipped(_ bytes: [UInt8]) throws -> [UInt8] {
        let path = Scratch()
        let file = gzopen(path.file("a.gz"), "wb9")
        #expect(bytes.withUnsafeBytes { gzwrite(file, $0.baseAddress, UInt32($0.count)) } == Int32(bytes.count))
        gzclose(file)
        return path.bytes("a.gz")
    }

    @Test func aSlowSenderIsNotWaitedFor() throws {
        let server = try ServerBench("--limit-upload", "0.3")
        let connection = try server.connect(), form = try server.form().whole
        connection.sendHead("POST", "/v1/segment", ["Content-Type": TestForm.type], length: form.count)
        connection.send(Array(form.prefix(100)))
        let answer = try #require(connection.answer())
        #expect(answer.status == 408 && answer.error.contains("did not arrive in"))
        #expect(try server.remains() == [] && server.get("/v2/health/live").status == 200)
    }

    @Test(arguments: ["/v1/segment", "/v1/jobs"]) func anUploadThatEndsEarlyLeavesNothing(path: String) throws {
        let server = try ServerBench()
        let connection = try server.connect(), form = try server.form().whole
        connection.sendHead("POST", path, ["Content-Type": TestForm.type], length: form.count)
        connection.send(Array(form.prefix(form.count / 2)))
        try server.wait { !server.folders.isEmpty }
        connection.end()
        #expect(try server.remains() == [])
        var cut = TestForm.type
        cut.removeLast()
        #expect(try server.ask("POST", path, ["Content-Type": TestForm.type], body: Array(form.dropLast(20))).status == 400)
        #expect(try server.ask("POST", path, ["Content-Type": cut], body: form).status == 400)
        #expect(try server.ask("POST", path, ["Content-Type": "application/json"], body: form).status == 415)
        #expect(try server.remains() == [])
    }

    @Test func namesAreNoPaths() throws {
        let server = try ServerBench()
        let image = Array(try Data(contentsOf: URL(fileURLWithPath: server.bench.flair)))
        var form = TestForm()
        form.add("flair", image, file: "../../../escaped.nii")
        form.add("outputs", "mask")
        #expect(try server.post("/v1/segment", form).status == 200)
        for name in ["../flair", "/flair", "flair/../t1", "job.json"] {
            var wrong = TestForm()
            wrong.add(name, Array("text".utf8), file: "a.nii")
            let answer = try server.post("/v1/segment", wrong)
            #expect(answer.status == 400 && answer.error.contains("expected images by modality"), "\(answer.text)")
        }
        for path in ["/v1/jobs/..", "/v1/jobs/%2e%2e%2f%2e%2e/mask", "/v1/jobs/../../etc/passwd", "/../../etc/passwd"] { #expect(try server.get(path).status == 404) }
        #expect(try !server.bench.contents().keys.contains { $0.contains("escaped") } && server.remains() == [])
    }

    @Test func filesAreForTheServerAlone() throws {
        let server = try ServerBench()
        let id = try #require(try server.post("/v1/jobs", server.form()).json["id"] as? String)
        _ = try server.end(of: id)
        func mode(_ path: String) throws -> Int { try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int) }
        #expect(try mode(server.workFolder) == 0o700 && mode("\(server.workFolder)/\(id)") == 0o700)
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(server.workFolder)/\(id)") {
            #expect(try mode("\(server.workFolder)/\(id)/\(name)") == 0o600, "\(name)")
        }
    }

    @Test func whatCannotBeWorkedOnIsNamed() throws {
        let server = try ServerBench()
        var form = TestForm()
        form.add("t1", Array("no image at all, but some text of more than a few bytes".utf8), file: "SMITH.nii")
        let answer = try server.post("/v1/segment", form)
        #expect(answer.status == 422 && answer.error.contains("t1") && !answer.error.contains(server.workFolder) && !answer.error.contains("SMITH"), "\(answer.text)")
        let image = Array(try Data(contentsOf: URL(fileURLWithPath: server.bench.flair)))
        var twice = TestForm()
        twice.add("flair", image)
        twice.add("t2f", image)
        #expect(try server.post("/v1/segment", twice).error.contains("two parts for flair"))
        #expect(try server.post("/v1/segment", TestForm()).error.contains("no image was sent"))
        for (name, text, says) in [("model", "other", "this server has tiny"), ("outputs", "mask,everything", "statistics"), ("label-scheme", "1999", "2021 or 2023"), ("tta!", "1", "expected images")] {
            let answer = try server.post("/v1/segment", server.form([name: text]))
            #expect([400, 404].contains(answer.status) && answer.error.contains(says), "\(answer.text)")
        }
        #expect(try server.remains() == [])
    }

    /// What was uploaded is in no line of the log.
    @Test func theLogHoldsNoNames() throws {
        let bench = try Bench()
        let server = try ServerBench(bench)
        _ = try server.post("/v1/segment", server.form())
        server.run.signal(SIGTERM)
        let quiet = server.run.outcome().errors
        let log = try self.log(bench)
        #expect(log.contains("request=seven") && log.contains("route=/v1/segment") && log.contains("status=200"), "\(log)")
        #expect(!log.contains("SMITH") && !quiet.contains("SMITH"))
    }

    /// Each line is a JSON object, from the address to the end.
    @Test func theLogMayBeJSON() throws {
        let log = try log(Bench(), "--log-format", "json")
        let lines = try log.split(separator: "\n").map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "\($0)") }
        #expect(lines.allSatisfy { Set($0.keys) == ["time", "level", "message", "metadata"] })
        #expect(lines.allSatisfy { ($0["time"] as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil }, "\(log)")
        let answered = try #require(lines.first { $0["message"] as? String == "answered" }), metadata = answered["metadata"] as? [String: String]
        #expect(answered["level"] as? String == "info" && metadata?["request"] == "seven" && metadata?["status"] == "200" && metadata?["route"] == "/v1/segment")
        #expect(!log.contains("SMITH"))
    }

    /// All that a server logs that segments one case.
    private func log(_ bench: Bench, _ more: String...) throws -> String {
        let run = try Program.infer.start(["serve", "--model", bench.model, "--port", "0", "--work-folder", bench.scratch.file("w")] + more)
        let first = run.firstErrors() ?? "", address = try #require(first.firstMatch(of: /127\.0\.0\.1:(\d+)/)), port = try #require(Int(address.1))
        let connection = try HTTPConnection(port: port)
        var form = TestForm()
        form.add("flair", Array(try Data(contentsOf: URL(fileURLWithPath: bench.flair))), file: "SMITH^JOHN_flair.nii")
        connection.sendHead("POST", "/v1/segment?patient=SMITH", ["Content-Type": TestForm.type, "X-Request-Id": "seven"], length: form.whole.count)
        connection.send(form.whole)
        #expect(connection.answer()?.status == 200)
        run.signal(SIGTERM)
        return first + run.outcome().errors
    }
}
