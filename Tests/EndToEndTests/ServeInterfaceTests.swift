import Foundation
import TestSupport
import Testing
import Yams

/// What other programs rely on: the described interface, the Open Inference Protocol, classification, and the client.
@Suite struct ServeInterfaceTests {
    /// Every address of /openapi.yaml exists, and answers with a status that stands there.
    @Test func theDescriptionHolds() throws {
        let server = try ServerBench()
        let description = try #require(try Yams.load(yaml: server.get("/openapi.yaml").text) as? [String: Any])
        let paths = try #require(description["paths"] as? [String: [String: Any]])
        #expect(paths.count == 13)
        for (path, methods) in paths {
            for (method, operation) in methods where ["get", "post", "delete"].contains(method) {
                let statuses = try #require((operation as? [String: Any])?["responses"] as? [String: Any]).keys
                let address = path.replacingOccurrences(of: "{model}", with: "tiny").replacingOccurrences(of: "{id}", with: String(repeating: "0", count: 32))
                    .replacingOccurrences(of: "{output}", with: "mask")
                let answer = try server.ask(method.uppercased(), address, body: method == "post" ? [] : nil)
                #expect(statuses.contains("\(answer.status)") && answer.headers["content-type"] != nil, "\(method) \(path): \(answer.status)")
                if answer.status >= 400 { #expect(!answer.error.isEmpty && !answer.error.contains("such address"), "\(method) \(path): \(answer.text)") }
            }
        }
    }

    /// What a packed body unpacks to would have no limit.
    @Test func packedBodiesAreRefused() throws {
        let server = try ServerBench()
        for (path, type) in [("/v1/segment", TestForm.type), ("/v1/jobs", TestForm.type), ("/v2/models/tiny/infer", "application/json")] {
            let answer = try server.ask("POST", path, ["Content-Type": type, "Content-Encoding": "gzip"], body: [0x1F, 0x8B])
            #expect(answer.status == 415 && answer.error.contains("Content-Encoding"), "\(answer.text)")
        }
        #expect(try server.remains() == [])
    }

    @Test func otherMethodsAreRefused() throws {
        let server = try ServerBench()
        for (method, path, allowed) in [("PUT", "/v1/segment", "POST"), ("TRACE", "/v2", "GET, HEAD"), ("QUERY", "/metrics", "GET, HEAD"), ("PATCH", "/v1/jobs/\(String(repeating: "0", count: 32))", "DELETE, GET, HEAD"), ("POST", "/", "GET, HEAD")] {
            let answer = try server.ask(method, path)
            #expect(answer.status == 405 && answer.headers["allow"] == allowed && answer.error.contains(allowed), "\(method) \(path): \(answer)")
        }
        #expect(try server.ask("PUT", "/nowhere").status == 404)
    }

    @Test func aModelTellsWhatItTakes() throws {
        let server = try ServerBench()
        let metadata = try server.get("/v2/models/tiny").json
        let inputs = try #require(metadata["inputs"] as? [[String: Any]])
        #expect(inputs.map { $0["name"] as? String } == ["flair", "t1", "t1c", "t2"] && inputs.allSatisfy { $0["datatype"] as? String == "FP32" })
        #expect(try server.get("/v2/models/tiny/ready").status == 200 && server.get("/v2/models/other").status == 404)
        #expect(try server.get("/v2").json["extensions"] as? [String] == ["binary_tensor_data"])
    }

    /// Numbers in JSON and in binary give the same bits; one modality or two, each is taken.
    @Test func tensorsComeInJSONOrBinary() throws {
        let server = try ServerBench()
        let shape = [8, 8, 16]
        let values: [Float] = (0..<8 * 8 * 16).map { index in Float(index * 37 % 101) / 50 - 1 }
        let inputs: [[String: Any]] = [["name": "t1ce", "shape": shape, "datatype": "FP32", "data": values.map { Double($0) }]]
        let plain = try server.ask("POST", "/v2/models/tiny/infer", body: Array(JSONSerialization.data(withJSONObject: ["id": "a", "inputs": inputs])))
        #expect(plain.status == 200 && plain.json["id"] as? String == "a", "\(plain.text)")
        let outputs = try #require(plain.json["outputs"] as? [[String: Any]])
        #expect(outputs.map { $0["name"] as? String } == ["ET", "TC", "WT"] && outputs.allSatisfy { $0["shape"] as? [Int] == [8, 8, 16] })

        let bytes: [UInt8] = values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
        let input: [String: Any] = ["name": "t1c", "shape": shape, "datatype": "FP32", "parameters": ["binary_data_size": bytes.count]]
        let output: [String: Any] = ["name": "WT", "parameters": ["binary_data": true]]
        let head = try JSONSerialization.data(withJSONObject: ["inputs": [input], "outputs": [output]])
        let binary = try server.ask("POST", "/v2/models/tiny/infer", ["Inference-Header-Content-Length": "\(head.count)"], body: Array(head) + bytes)
        let length = try #require(binary.headers["inference-header-content-length"].flatMap { Int($0) })
        let found: [Float] = binary.body.dropFirst(length).withUnsafeBytes { tail in
            (0..<tail.count / 4).map { Float(bitPattern: UInt32(littleEndian: tail.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))) }
        }
        let expected = try #require(outputs[2]["data"] as? [Double])
        #expect(found == expected.map { Float($0) })
    }

    @Test(arguments: [
        (#"[]"#, "JSON object"), (#"{"inputs":[]}"#, "absent or empty"), (#"{"inputs":[{"name":"t9","shape":[1],"datatype":"FP32","data":[1]}]}"#, "t9"),
        (#"{"inputs":[{"name":"t1","shape":[2,2],"datatype":"FP32","data":[1,2,3,4]}]}"#, "shape [2, 2]"),
        (#"{"inputs":[{"name":"t1","shape":[1,1,2],"datatype":"FP32","data":[1]}]}"#, "1 numbers for shape"),
        (#"{"inputs":[{"name":"t1","shape":[9223372036854775807,4,4],"datatype":"FP32","data":[1]}]}"#, "positive sizes"),
        (#"{"inputs":[{"name":"t1","shape":[1,1,1],"datatype":"INT8","data":[1]}]}"#, "expected FP32"),
        (#"{"inputs":[{"name":"t1","shape":[1,1,1],"datatype":"FP32","data":["a"]}]}"#, "something else than numbers"),
        (#"{"inputs":[{"name":"t1","shape":[1,1,1],"datatype":"FP32","parameters":{"binary_data_size":4}}]}"#, "0 bytes are left"),
    ]) func wrongTensorsAreRefused(body: String, says: String) throws {
        let answer = try ServerBench().ask("POST", "/v2/models/tiny/infer", body: Array(body.utf8))
        #expect(answer.status == 400 && answer.error.contains(says), "\(answer.text)")
    }

    @Test func tablesAreClassifiedAsByTheCommandLine() throws {
        let bench = try Bench(), model = try bench.classifier()
        #expect(try Program.infer.run(["classify", "--model", model, "--records", bench.scratch.file("r.csv"), "-o", bench.scratch.file("p.csv"), "--quiet"]).status == 0)
        let server = try ServerBench(bench, ["--model", model]), table = bench.scratch.bytes("r.csv")
        let answer = try server.ask("POST", "/v1/classify", ["Content-Type": "text/csv; charset=utf-8"], body: table)
        #expect(answer.status == 200 && answer.body == bench.scratch.bytes("p.csv") && answer.headers["x-skipped-rows"] == "0", "\(answer.text.prefix(300))")

        let lines = String(decoding: table, as: UTF8.self).split(separator: "\n"), names = lines[0].split(separator: ",").map(String.init)
        let rows = lines[1...3].map { line in Dictionary(uniqueKeysWithValues: zip(names, line.split(separator: ",", omittingEmptySubsequences: false).map(String.init))) }
        let json = try server.ask("POST", "/v1/classify?model=records", ["Content-Type": "application/json"], body: Array(JSONSerialization.data(withJSONObject: rows)))
        let found = try #require(try JSONSerialization.jsonObject(with: Data(json.body)) as? [[String: Any]])
        let expected = answer.text.split(separator: "\n")[1...3].map { $0.split(separator: ",")[1] }
        #expect(found.map { $0["predicted"] as? String } == expected.map(String.init) && found[0]["key"] as? String == "r1")

        let bad = Array((lines[0...2] + ["r9,1"] + lines[3...4]).joined(separator: "\n").utf8)
        let refused = try server.ask("POST", "/v1/classify", ["Content-Type": "text/csv"], body: bad)
        #expect(refused.status == 422 && refused.error.contains("line 4") && !refused.error.contains(server.workFolder), "\(refused.text)")
        let skipped = try server.ask("POST", "/v1/classify?skip-bad=true", ["Content-Type": "text/csv"], body: bad)
        #expect(skipped.headers["x-skipped-rows"] == "1" && skipped.text.split(separator: "\n").count == 5)
        #expect(try server.post("/v1/segment", server.form(["model": "records"])).status == 400 && server.remains() == [])
    }

    @Test func theClientSaysWhatALocalRunSays() throws {
        let server = try ServerBench(), scratch = server.bench.scratch
        func remote(_ more: String..., url: String? = nil) throws -> Program.Outcome {
            try Program.infer.run(["remote", "segment", "--server", url ?? "http://127.0.0.1:\(server.port)", "--flair", server.bench.flair, "-o", scratch.file("out/r.nii.gz")] + more)
        }
        let outcome = try remote()
        #expect(outcome.status == 0 && outcome.errors.contains("given: flair; imputed from their features: t1, t1c, t2"), "\(outcome.errors)")
        // Slices of 8 mm, of which a local run warns too.
        var thick = SmallCase.coarse("t1")
        (thick.pixdim[3], thick.srow[10]) = (8, 8)
        let path = server.bench.image(thick, "SMITH.nii"), local = try server.bench.segment("--t1", path).errors, far = try remote("--force", "--t1", path).errors
        #expect(local.contains("SMITH.nii: its voxels of 1 × 1.5 × 8 mm") && !far.contains("SMITH") && far.contains("warning: t1: its voxels of 1 × 1.5 × 8 mm"), "\(local)\n\(far)")
        #expect(server.folders == [])
        #expect(try remote().status == 73)
        #expect(try remote("--force", "--quiet").errors.isEmpty)
        let unknown = try remote("--force", "--model", "other")
        #expect(unknown.status == 65 && unknown.errors.contains("this server has tiny"), "\(unknown.errors)")
        for (url, status) in [("ftp://127.0.0.1", 64), ("http://127.0.0.1:1", 74)] { #expect(try remote("--force", url: url).status == Int32(status)) }
    }

    /// The place is taken by an upload that ends when the client has been told of it.
    @Test func theClientWaitsForAPlace() throws {
        let server = try ServerBench("--queue", "1"), mask = server.bench.scratch.file("out/r.nii.gz")
        let connection = try server.connect(), form = try server.form().whole
        connection.sendHead("POST", "/v1/segment", ["Content-Type": TestForm.type], length: form.count)
        try server.wait { try server.get("/v2/health/ready").status == 503 }
        let run = try Program.infer.start(["remote", "segment", "--server", "http://127.0.0.1:\(server.port)", "--flair", server.bench.flair, "-o", mask])
        try server.wait { try server.get("/metrics").text.contains("route=\"/v2/health/ready\",status=\"503\"} 2") }
        connection.send(form)
        #expect(connection.answer()?.status == 200)
        let outcome = run.outcome()
        #expect(outcome.status == 0 && server.bench.scratch.bytes("out/r.nii.gz").count > 100, "\(outcome.errors)")
    }
}
