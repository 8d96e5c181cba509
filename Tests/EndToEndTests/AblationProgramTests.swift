import Foundation
import TestSupport
import Testing

/// `metakd-train ablate` and `plot`, as far as the programs go.
@Suite struct AblationProgramTests {
    let scratch = Scratch()

    private func arguments(_ more: String...) -> [String] {
        ["ablate", "-o", scratch.file("a"), "--cases", "3", "--size", "16x18x20", "--seeds", "2", "--widths", "2,4", "--patch", "8x8x8",
         "--tile", "16x16x16", "--validation-count", "1", "--iterations", "2"] + more
    }

    @Test func comparesVariantsAndGoesOnWhereItStopped() throws {
        let first = try Program.train.run(arguments())
        #expect(first.status == 0 && first.errors.contains("run 14 of 14: relu, seed 2"), "\(first.errors)")
        let rows = first.output.split(separator: "\n")
        #expect(rows.count == 9 && rows[0].contains("| variant ") && rows.contains { $0.contains("| alpha 0.1, p 1, softmax ") && $0.contains(" | 2 ") && $0.contains(" ± ") })
        #expect(scratch.bytes("a/ablation.md") == Array(first.output.utf8))
        #expect(String(decoding: scratch.bytes("a/ablation.csv"), as: UTF8.self).split(separator: "\n").count == 1 + 7 * 16 * 4)

        let again = try Program.train.run(arguments())
        #expect(again.status == 0 && again.output == first.output && !again.errors.contains("run "), "\(again.errors)")
        let more = try Program.train.run(arguments("--seeds", "3"))
        #expect(more.status == 0 && more.errors.contains("run 3 of 21: ") && !more.errors.contains("run 2 of 21: ") && more.output.contains(" | 3 ") && !more.output.contains(" | 2 "))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.file("a")).sorted()
            == ["ablation.csv", "ablation.md", "ablation.sqlite", "phantoms-3-16x18x20"])
    }

    @Test func usesOtherCases() throws {
        #expect(try Program.train.run("phantom", "-o", scratch.file("data"), "--cases", "3", "--size", "16x18x20", "--quiet").status == 0)
        let outcome = try Program.train.run(arguments("--data", scratch.file("data"), "--seeds", "1", "--quiet"))
        #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: scratch.file("a/phantoms-3-16x18x20")))
    }

    @Test(arguments: [(["--seeds", "0"], "--seeds is 0"), (["--cases", "1"], "--cases is 1"), (["--size", "8x8x8"], "--size is 8×8×8"),
                      (["--iterations", "0"], "iterations is 0"), (["--validation-count", "3"], "3 labelled cases")])
    func wrongArgumentsAreRefused(options: [String], says: String) throws {
        let outcome = try Program.train.run(arguments() + options)
        #expect([64, 65].contains(outcome.status) && outcome.errors.contains(says), "\(outcome.errors)")
    }

    @Test func aTrainingIsDrawn() throws {
        let bench = try TrainingBench()
        #expect(try Program.train.run(bench.arguments(iterations: 6, "--report-interval", "2", "--quiet")).status == 0)
        let outcome = try Program.train.run("plot", bench.model)
        let names = ["importance", "losses", "distillation", "dice", "distance", "similarity"].map { "\(bench.model).plots/\($0).png" }
        #expect(outcome.status == 0 && outcome.output == names.joined(separator: "\n") + "\n", "\(outcome.errors)")
        let again = try Program.train.run("plot", bench.model + ".history.sqlite")
        #expect(again.status == 73 && again.errors.contains("importance.png exists") && again.errors.contains("--force"))
        #expect(try Program.train.run("plot", bench.model, "--force", "--quiet").output.isEmpty)
        let absent = try Program.train.run("plot", bench.scratch.file("absent.metakd"))
        #expect(absent.status == 66 && absent.errors.contains("absent.metakd.history.sqlite: no such file"))
        #expect(!bench.scratch.names.contains { $0.hasSuffix("-wal") || $0.hasSuffix("-shm") })
    }
}
