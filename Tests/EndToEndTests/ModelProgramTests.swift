import Foundation
import TestSupport
import Testing

/// `metakd-infer inspect` and `verify`, and which model a run takes.
@Suite struct ModelProgramTests {
    private func json(_ outcome: Program.Outcome) throws -> [String: Any] {
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    }

    @Test func inspectShowsTheHeader() throws {
        let bench = try Bench()
        let summary = try json(Program.infer.run("inspect", bench.model, "--json"))
        #expect(summary["task"] as? String == "segmentation" && summary["bytes"] as? Int == bench.scratch.bytes("tiny.metakd").count)
        #expect((summary["modalities"] as? [[String: Any]])?.compactMap { $0["name"] as? String } == ["flair", "t1", "t1c", "t2"])
        #expect((summary["outputs"] as? [[String: Any]])?.compactMap { $0["name"] as? String } == ["ET", "TC", "WT"])
        let text = try Program.infer.run("inspect", bench.model)
        #expect(text.status == 0 && text.output.contains("flair") && text.output.contains(summary["digest"] as? String ?? "-"))
    }

    @Test func verifyChecksTheWholeFile() throws {
        let bench = try Bench()
        let result = try json(Program.infer.run("verify", bench.model, "--json"))
        #expect(result["ok"] as? Bool == true && (result["subsets"] as? [Any])?.isEmpty == true)
        #expect((result["digest"] as? String)?.count == 64)
        var bytes = bench.scratch.bytes("tiny.metakd")
        bytes[bytes.count - 100] ^= 4
        let altered = bench.scratch.put(bytes, "altered.metakd")
        for command in ["verify", "inspect"] {
            let outcome = try Program.infer.run(command, altered, "--json")
            #expect(outcome.status == 65 && outcome.output.isEmpty && outcome.errors.contains("SHA-256"))
        }
        #expect(try Program.infer.run("verify", bench.model, "--tolerance", "-1").status == 64)
        #expect(try Program.infer.run("verify", bench.model, "--golden", bench.scratch.file("absent")).status == 66)
    }

    @Test func theVariableNamesTheModelAndTheOptionBeatsIt() throws {
        let bench = try Bench()
        let other = try TinyModel.write(bench.scratch.file("other.metakd"), seed: 2)
        let statistics = bench.scratch.file("out/s.json")
        func model(_ arguments: String..., variable: String) throws -> String? {
            let run = ["--flair", bench.flair, "-o", bench.mask, "--statistics", statistics, "--force"] + arguments
            #expect(try Program.infer.run(run, environment: ["METAKD_MODEL": variable]).status == 0)
            let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: statistics))) as? [String: Any]
            return object?["model"] as? String
        }
        #expect(try model(variable: other) == "other.metakd")
        #expect(try model("--model", bench.model, variable: other) == "tiny.metakd")
        #expect(try model("--model", bench.model, variable: "/absent") == "tiny.metakd")
        #expect(try model(variable: "") == "brats-unet3d.metakd", "the shipped model, found from the program's place")
    }

    @Test func benchTimesTheNetwork() throws {
        let bench = try Bench()
        let result = try json(Program.bench.run(
            "network", "--model", bench.model, "--shape", "8x8x8", "--subset", "flair,t1", "--repeat", "2", "--threads", "1", "--json"))
        for key in ["median_s", "min_s", "gflop_written", "gflop_run", "peak_rss_mib", "mean_abs"] {
            #expect((result[key] as? Double ?? -1) >= 0, "\(key)")
        }
        for wrong in [["--repeat", "0"], ["--shape", "8x8"], ["--shape", "7x8x8"], ["--subset", "ct"], ["--threads", "0"]] {
            let outcome = try Program.bench.run(["network", "--model", bench.model, "--shape", "8x8x8"] + wrong)
            #expect([64, 65].contains(outcome.status) && outcome.errorLines.count == 1 && outcome.output.isEmpty, "\(wrong): \(outcome)")
        }
    }
}
