import Foundation
import Records
import TestSupport
import Testing

/// `metakd-train classify` and `metakd-infer classify` on made records.
@Suite struct ClassifyProgramTests {
    let scratch = Scratch()
    private let made = SyntheticRecords.graded(seed: 3)
    private var model: String { scratch.file("m.metakd") }

    private func train(_ more: String...) throws -> Program.Outcome {
        try made.write(300, to: scratch.file("r.csv"), overwrite: true)
        scratch.put(Array(made.schema.yaml.utf8), "s.yaml")
        return try Program.train.run(["classify", "--data", scratch.file("r.csv"), "--schema", scratch.file("s.yaml"), "-o", model, "--epochs", "5",
                                      "--features", "8", "--decoder-width", "8"] + more)
    }

    private func classify(_ records: String, _ output: String, _ more: String...) throws -> Program.Outcome {
        try Program.infer.run(["classify", "--model", model, "--records", scratch.file(records), "-o", scratch.file(output), "--quiet"] + more)
    }

    private func text(_ name: String) -> String { String(decoding: scratch.bytes(name), as: UTF8.self) }

    @Test func trainsAModelThatClassifies() throws {
        let outcome = try train()
        #expect(outcome.status == 0 && outcome.output.contains("strong+middling+weak+noise (") && outcome.output.contains("balanced_accuracy"), "\(outcome.errors)")
        #expect(scratch.names == ["m.metakd", "m.metakd.history.sqlite", "r.csv", "s.yaml"])
        #expect(try classify("r.csv", "p.csv").status == 0)
        let rows = text("p.csv").split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(rows[0].joined(separator: ",") == "id,predicted,probability_class1,probability_class2,probability_class3,modalities_used,modalities_imputed")
        #expect(rows.dropFirst().map { String($0[0]) } == (1...300).map { "r\($0)" })
        for row in rows.dropFirst() {
            let probabilities = row[2..<5].map { Double($0)! }
            #expect(abs(probabilities.reduce(0, +) - 1) < 3e-6 && row[1] == "class\(probabilities.firstIndex(of: probabilities.max()!)! + 1)")
            #expect(Set((row[5].split(separator: "+") + row[6].split(separator: "+")).map(String.init)) == ["strong", "middling", "weak", "noise"])
        }
    }

    /// CSV → SQLite → CSV: the same predictions, however the table comes and goes, on any number of threads.
    @Test func aDatabaseGivesTheSame() throws {
        #expect(try train("--quiet").status == 0)
        #expect(try classify("r.csv", "one.csv", "--threads", "1").status == 0 && classify("r.csv", "three.csv", "--threads", "3").status == 0)
        #expect(text("one.csv") == text("three.csv"))
        #expect(try classify("r.csv", "p.sqlite:found").status == 0)
        let shell = try Program.infer.shell("command -v sqlite3 >/dev/null || exit 9; sqlite3 \(scratch.file("in.sqlite")) '.mode csv' '.import \(scratch.file("r.csv")) records'")
        guard shell.status == 0 else { return }
        #expect(try classify("in.sqlite:records", "from.csv").status == 0 && text("from.csv") == text("one.csv"))
    }

    @Test func aWrongRowEndsTheRunOrIsSkipped() throws {
        #expect(try train("--quiet").status == 0)
        var lines = text("r.csv").split(separator: "\n").map(String.init)
        lines[7] = lines[7].replacingOccurrences(of: "r7,", with: "r6,")
        lines[9] += ",1"
        scratch.put(Array((lines.joined(separator: "\n") + "\n").utf8), "bad.csv")
        let refused = try classify("bad.csv", "p.csv")
        #expect(refused.status == 65 && refused.errors.contains("bad.csv, line 8, column 1 (id)") && !scratch.names.contains("p.csv"))
        let skipped = try classify("bad.csv", "p.csv", "--skip-bad")
        #expect(skipped.status == 0 && skipped.errors.contains("line 10") && skipped.errors.contains("298 records; 2 wrong rows skipped"))
        #expect(text("p.csv").split(separator: "\n").count == 299)
    }

    /// A guessed schema tells what it leaves out; a category of prediction that training did not meet counts as missing and is told.
    @Test func whatIsNotUsedIsTold() throws {
        let rows = (0..<60).map { "p\($0),\(["no", "yes"][$0 % 2]),\($0).5,\(["x", "y"][$0 / 2 % 2]),2024-01-\($0 % 28 + 1)\n" }
        scratch.put(Array(("id,class,a,site,seen\n" + rows.joined()).utf8), "t.csv")
        let trained = try Program.train.run("classify", "--data", scratch.file("t.csv"), "-o", model, "--epochs", "1", "--members", "1", "--hidden", "4,3")
        #expect(trained.status == 0 && trained.errors.contains("left out, as they are empty, text, dates or keys: seen; --show-schema"), "\(trained.errors)")
        scratch.put(Array("id,a,site\nq,1.5,z\nr,1.5,\ns,1.5,x\n".utf8), "n.csv")
        let found = try classify("n.csv", "p.csv")
        #expect(found.status == 0 && found.errors.contains("site: 1 cells hold categories that training did not meet"), "\(found.errors)")
        let lines = text("p.csv").split(separator: "\n").map { $0.split(separator: ",").dropFirst() }
        #expect(lines[1] == lines[2] && lines[1] != lines[3])
        scratch.put(Array("id,class,a\n1,no,2\n2,no,3\n".utf8), "single.csv")
        let single = try Program.train.run("classify", "--data", scratch.file("single.csv"), "-o", scratch.file("n.metakd"))
        #expect(single.status == 65 && single.errors.contains("found no column of classes") && single.errors.contains("--show-schema"), "\(single.errors)")
        let guess = try Program.train.run("classify", "--data", scratch.file("single.csv"), "--show-schema")
        #expect(guess.status == 0 && guess.output.contains("- a\n") && !guess.output.contains("label:"), "\(guess)")
    }

    @Test func wrongInputsAreRefused() throws {
        #expect(try train("--quiet").status == 0)
        let before = scratch.names
        #expect(try classify("none.csv", "p.csv").status == 66)
        #expect(try classify("r.csv", "r.csv").status == 64 && classify("r.csv", "r.csv", "--force").status == 64)
        scratch.put(Array("id,other\n1,2\n".utf8), "other.csv")
        #expect(try classify("other.csv", "p.csv").status == 65)
        scratch.put(Array("id\n".utf8), "other.csv")
        #expect(try classify("other.csv", "p.csv").status == 65)
        #expect(Set(scratch.names).subtracting(before) == ["other.csv"])
        let wrongTask = try Program.infer.run("--model", model, "--t1", scratch.file("r.csv"), "-o", scratch.file("mask.nii.gz"))
        #expect(wrongTask.status == 65 && wrongTask.errors.contains("classification"))
    }

    @Test func modelsCanBeInspectedAndVerified() throws {
        #expect(try train("--quiet").status == 0)
        let inspection = try Program.infer.run("inspect", model)
        #expect(inspection.status == 0 && inspection.output.contains("classification") && inspection.output.contains("strong"))
        #expect(try Program.infer.run("verify", model).status == 0)
    }

    @Test func aSchemaCanBeGuessed() throws {
        try made.write(50, to: scratch.file("r.csv"), overwrite: true)
        let outcome = try Program.train.run("classify", "--data", scratch.file("r.csv"), "--show-schema")
        #expect(outcome.status == 0 && outcome.output.contains("key: id") && outcome.output.contains("label: class") && outcome.output.contains("name: strong"))
        #expect(try Program.train.run("classify", "--show-settings").output.contains("distillation: 0.1"))
    }

    @Test func crossValidates() throws {
        let twice = try Program.train.run("crossvalidate", "--data", "r.csv", "-o", scratch.file("x.csv"), "--folds-output", scratch.path + "/./x.csv")
        #expect(twice.status == 64 && twice.errors.contains("name one file"))
        #expect(try train("--quiet").status == 0)
        let outcome = try Program.train.run("crossvalidate", "--data", scratch.file("r.csv"), "--schema", scratch.file("s.yaml"), "--folds", "2", "--epochs", "1",
                                            "-o", scratch.file("scores.csv"), "--folds-output", scratch.file("folds.csv"), "--quiet")
        #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(text("scores.csv").hasPrefix("fold,subset,records,accuracy") && text("folds.csv").split(separator: "\n").count == 301)
    }
}
