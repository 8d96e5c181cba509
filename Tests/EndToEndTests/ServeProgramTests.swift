import Foundation
import TestSupport
import Testing
import Workflow

/// `metakd-infer serve`, as clients use it.
@Suite struct ServeProgramTests {
    @Test func segmentsAsTheCommandLineDoes() throws {
        let server = try ServerBench()
        let answer = try server.post("/v1/segment", server.form())
        #expect(answer.status == 200 && answer.headers["content-type"] == "application/gzip", "\(answer.text)")
        #expect(try answer.body == server.localMask())
        #expect(try server.remains() == [])
        let other = try server.post("/v1/segment", server.form(["label-scheme": "2023"]))
        #expect(try other.body == server.localMask("--label-scheme", "2023"))
    }

    @Test func aClientIsToldWhereItsConnectionEnds() throws {
        let server = try ServerBench()
        #expect(try server.post("/v1/segment", server.form()).headers["connection"] == "close")
        #expect(try server.post("/v1/segment", server.form(["rules": "no"])).headers["connection"] == "close")
        #expect(try server.post("/v1/jobs", server.form()).headers["connection"] == nil)
    }

    @Test func severalOutputsComeAsAnArchive() throws {
        let server = try ServerBench()
        let answer = try server.post("/v1/segment", server.form(["outputs": "statistics,mask,overlay"]))
        #expect(answer.headers["content-type"] == "application/zip", "\(answer.text)")
        let files = try ZipArchive.read(answer.body, from: "answer")
        #expect(try files.keys.sorted() == ["mask.nii.gz", "overlay.png", "statistics.json"] && files["mask.nii.gz"] == server.localMask())
        let statistics = try JSONSerialization.jsonObject(with: Data(files["statistics.json"]!)) as? [String: Any]
        #expect(statistics?["subset"] as? String == "flair")
        let alone = try server.post("/v1/segment", server.form(["outputs": "statistics"]))
        #expect(alone.headers["content-type"] == "application/json" && alone.json["subset"] as? String == "flair")
    }

    @Test func aJobIsAskedForAndFetched() throws {
        let server = try ServerBench()
        let begun = try server.post("/v1/jobs", server.form())
        let id = try #require(begun.json["id"] as? String)
        #expect(begun.status == 202 && begun.headers["location"] == "/v1/jobs/\(id)" && begun.json["imputed"] as? [String] == ["t1", "t1c", "t2"])
        let end = try server.end(of: id)
        #expect(end.json["state"] as? String == "done" && end.json["progress"] as? Double == 1, "\(end.text)")
        let outputs = try #require(end.json["outputs"] as? [String: String])
        #expect(outputs.keys.sorted() == ["mask", "overlay", "statistics"])
        #expect(try server.get(outputs["mask"]!).body == server.localMask())
        #expect(try server.get("/v1/jobs/\(id)/results.zip").headers["content-type"] == "application/zip")
        #expect(try server.get("/v1/jobs/\(id)/report").status == 404)
        // The images are gone with the work, the results with the job.
        #expect(!FileManager.default.fileExists(atPath: "\(server.workFolder)/\(id)/flair"))
        #expect(try server.ask("DELETE", "/v1/jobs/\(id)").status == 204)
        #expect(try server.get("/v1/jobs/\(id)").status == 404 && server.remains() == [])
    }

    @Test func resultsGoAfterTheirTime() throws {
        let server = try ServerBench("--job-lifetime", "0.2")
        let id = try #require(try server.post("/v1/jobs", server.form()).json["id"] as? String)
        try server.wait { try server.get("/v1/jobs/\(id)").status == 404 }
        try server.wait { server.folders.isEmpty }
    }

    @Test func aKilledServersJobIsDoneByTheNext() throws {
        let server = try ServerBench()
        let image = try Data(contentsOf: URL(fileURLWithPath: server.bench.flair))
        let done = try #require(try server.post("/v1/jobs", server.form()).json["id"] as? String)
        #expect(try server.end(of: done).json["state"] as? String == "done")
        // A job that is at work or waits, and an upload that never ends.
        let killed = try #require(try server.post("/v1/jobs", server.form()).json["id"] as? String)
        let connection = try server.connect()
        connection.sendHead("POST", "/v1/segment", ["Content-Type": TestForm.type], length: image.count + 1000)
        connection.send(Array(try server.form().whole.prefix(2000)))
        try server.wait { server.folders.count == 3 }
        try server.restart(after: SIGKILL)
        #expect(server.folders == [done, killed].sorted())
        #expect(try server.end(of: killed).json["state"] as? String == "done")
        #expect(try server.get("/v1/jobs/\(done)/mask").body == server.localMask())
    }

    @Test func whatWasBegunIsEndedBeforeTheServer() throws {
        let server = try ServerBench()
        let connection = try server.connect(), form = try server.form().whole
        connection.sendHead("POST", "/v1/segment", ["Content-Type": TestForm.type], length: form.count)
        connection.send(Array(form.prefix(form.count / 2)))
        try server.wait { !server.folders.isEmpty }
        server.run.signal(SIGTERM)
        connection.send(Array(form.dropFirst(form.count / 2)))
        let answer = try #require(connection.answer())
        #expect(try answer.status == 200 && answer.body == server.localMask())
        let outcome = server.run.outcome()
        #expect(outcome.status == 0 && server.folders == [], "\(outcome.errors)")
    }

    @Test func aFullQueueSaysWhenToComeAgain() throws {
        let server = try ServerBench("--queue", "1")
        #expect(try server.get("/v2/health/ready").status == 200)
        let connection = try server.connect(), form = try server.form().whole
        connection.sendHead("POST", "/v1/segment", ["Content-Type": TestForm.type], length: form.count)
        try server.wait { try server.get("/v2/health/ready").status == 503 }
        let refused = try server.post("/v1/segment", server.form())
        #expect(refused.status == 429 && Int(refused.headers["retry-after"] ?? "") ?? 0 >= 1 && refused.error.contains("come again in"))
        connection.send(form)
        #expect(connection.answer()?.status == 200)
        try server.wait { try server.get("/v2/health/ready").status == 200 }
    }

    @Test func figuresCountWhatWasDone() throws {
        let server = try ServerBench()
        _ = try server.post("/v1/segment", server.form())
        _ = try server.get("/nowhere")
        _ = try server.remains()
        let lines = try server.get("/metrics").text.split(separator: "\n")
        #expect(lines.contains("metakd_requests_total{method=\"POST\",route=\"/v1/segment\",status=\"200\"} 1"))
        #expect(lines.contains("metakd_requests_total{method=\"GET\",route=\"NotFound\",status=\"404\"} 1"))
        #expect(lines.contains("metakd_jobs_total{ending=\"done\"} 1") && lines.contains("metakd_queue_places{use=\"free\"} 32"))
        for line in lines where !line.hasPrefix("#") { #expect(Double(line.split(separator: " ").last ?? "") != nil, "\(line)") }
        #expect(lines.contains { $0.hasPrefix("metakd_stage_seconds_total{stage=\"network\"} ") } && lines.contains { $0.hasPrefix("process_resident_memory_bytes ") })
    }

    @Test func requestsAreNamed() throws {
        let server = try ServerBench()
        #expect(try server.get("/v2", ["X-Request-Id": "case-7_a"]).headers["x-request-id"] == "case-7_a")
        let made = try server.get("/v2", ["X-Request-Id": "a b; c"]).headers["x-request-id"] ?? ""
        #expect(try made.utf8.count == 32 && made != server.get("/v2").headers["x-request-id"])
    }

    @Test func thePageIsServedWithItsFences() throws {
        let server = try ServerBench()
        for (path, type) in [("/", "text/html"), ("/page.css", "text/css"), ("/page.js", "text/javascript"), ("/openapi.yaml", "application/yaml")] {
            let answer = try server.get(path)
            #expect(answer.status == 200 && answer.headers["content-type"]?.hasPrefix(type) == true && !answer.body.isEmpty)
            #expect(answer.headers["content-security-policy"]?.contains("default-src 'none'") == true && answer.headers["x-content-type-options"] == "nosniff")
            #expect(!answer.text.contains("http://") && !answer.text.contains("https://"))
        }
    }
}
