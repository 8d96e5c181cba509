import Foundation
import TestSupport
import Testing

/// A server with a tiny model, and what is asked of it.
final class ServerBench {
    let bench: Bench
    private(set) var run: RunningProgram
    private(set) var port: Int
    private let arguments: [String]
    var workFolder: String { bench.scratch.file("work") }

    /// Starts a server on a port that is free.
    init(_ bench: Bench, _ more: [String] = []) throws {
        self.bench = bench
        arguments = ["serve", "--model", bench.model, "--port", "0", "--threads", "1", "--quiet", "--work-folder", bench.scratch.file("work")] + more
        (run, port) = try ServerBench.start(arguments)
    }

    convenience init(_ more: String...) throws { try self.init(Bench(), more) }

    deinit {
        run.signal(SIGKILL)
        _ = run.outcome()
    }

    private static func start(_ arguments: [String]) throws -> (RunningProgram, Int) {
        let run = try Program.infer.start(arguments)
        let line = run.firstErrors() ?? ""
        guard let port = line.split(separator: ":").last.flatMap({ Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }) else { throw Unstarted(line: line) }
        return (run, port)
    }

    struct Unstarted: Error { let line: String }

    /// Starts the server again, after a signal, on the same work folder.
    func restart(after signal: Int32) throws {
        run.signal(signal)
        _ = run.outcome()
        (run, port) = try ServerBench.start(arguments)
    }

    func connect() throws -> HTTPConnection { try HTTPConnection(port: port) }

    func ask(_ method: String, _ path: String, _ headers: [String: String] = [:], body: [UInt8]? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws -> HTTPAnswer {
        let connection = try connect()
        connection.sendHead(method, path, headers, length: body?.count)
        if let body { connection.send(body) }
        return try #require(connection.answer(), sourceLocation: sourceLocation)
    }

    func get(_ path: String, _ headers: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation) throws -> HTTPAnswer {
        try ask("GET", path, headers, sourceLocation: sourceLocation)
    }

    func post(_ path: String, _ form: TestForm, _ headers: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation) throws -> HTTPAnswer {
        try ask("POST", path, headers.merging(["Content-Type": TestForm.type]) { $1 }, body: form.whole, sourceLocation: sourceLocation)
    }

    /// The small case's FLAIR image, and texts.
    func form(_ texts: KeyValuePairs<String, String> = [:]) throws -> TestForm {
        var form = TestForm()
        for (name, text) in texts { form.add(name, text) }
        form.add("flair", Array(try Data(contentsOf: URL(fileURLWithPath: bench.flair))), file: "SMITH^JOHN_flair.nii")
        return form
    }

    /// The same with a T1 image on a coarser grid.
    func twoGrids(_ texts: KeyValuePairs<String, String> = [:]) throws -> TestForm {
        var form = try form(texts)
        form.add("t1", SmallCase.coarse("t1").single, file: "t1.nii")
        return form
    }

    /// Asks until something is so; fails where it never is.
    func wait(until isSo: () throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end { if try isSo() { return } }
        Issue.record("it never was so", sourceLocation: sourceLocation)
    }

    /// A job's state when it has ended.
    func end(of job: String, _ headers: [String: String] = [:]) throws -> HTTPAnswer {
        while true {
            let answer = try get("/v1/jobs/\(job)", headers)
            guard answer.status == 200, ["waiting", "running"].contains(answer.json["state"] as? String ?? "") else { return answer }
        }
    }

    /// The folders of requests and jobs.
    var folders: [String] { (try? FileManager.default.contentsOfDirectory(atPath: workFolder))?.filter { $0 != "lock" }.sorted() ?? [] }

    /// Waits until the server is done with all requests and nothing but what is to be kept is left, and gives what is left of them.
    func remains(keeping kept: [String] = [], sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
        // A request's place is free a moment before its folder is gone.
        try wait(until: { try get("/metrics").text.contains("metakd_queue_places{use=\"free\"} 32\n") && folders == kept }, sourceLocation: sourceLocation)
        return folders
    }

    /// The mask that the command line makes of the small case's FLAIR image.
    func localMask(_ more: String...) throws -> [UInt8] { try localMask(more) }

    func localMask(_ more: [String]) throws -> [UInt8] {
        let path = bench.scratch.file("out/local.nii.gz")
        let outcome = try Program.infer.run(bench.arguments(output: path) + ["--force"] + more)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return bench.scratch.bytes("out/local.nii.gz")
    }
}
