import Foundation
import TestSupport
import Testing

/// `metakd-train audiovision --from`: tables of trainings that were written before.
@Suite struct AudiovisionProgramTests {
    let scratch = Scratch()
    private static let header = "setup,tested,share,alpha,seed,speaker,accuracy,importance_image,importance_audio\n"

    /// The trainings of one seed. Single trainings reach 0.9, MetaKD `gain` more, and without distillation 0.01 less than that.
    private func trainings(seed: Int, gain: Double) -> String {
        let scarce = ["image", "audio"].flatMap { tested in
            ["0.05", "0.1", "0.15", "0.2"].flatMap { share in
                [("as set", gain), ("0", gain - 0.01)].map { "scarce,\(tested),\(share),\($0.0),\(seed),,\(0.9 + $0.1),0.6,0.4" }
            }
        }
        let others = ["single,image,0,as set,\(seed),,0.9,0.5,0.5", "single,audio,0,as set,\(seed),,0.9,0.5,0.5", "complete,image+audio,1,as set,\(seed),,0.99,0.5,0.5"]
        return (scarce + others).map { $0 + "\n" }.joined()
    }

    private func put(_ name: String, _ text: String) -> String { scratch.put(Array(text.utf8), name) }

    /// Accuracies of 0.90 and 0.94 have mean 0.92, deviation 0.0283 and, less 0.9, standard error 0.02.
    @Test func filesArePooled() throws {
        let first = put("1.csv", AudiovisionProgramTests.header + trainings(seed: 1, gain: 0))
        let second = put("2.csv", AudiovisionProgramTests.header + trainings(seed: 2, gain: 0.04))
        let outcome = try Program.train.run("audiovision", "--from", first, "--from", second)
        #expect(outcome.status == 0, "\(outcome.errors)")
        func rows(_ start: String) -> [Substring] { outcome.output.split(separator: "\n").filter { $0.hasPrefix(start) } }
        #expect(rows("| MetaKD |") == Array(repeating: "| MetaKD | 92.00 ± 2.83 | 92.00 ± 2.83 | 92.00 ± 2.83 | 92.00 ± 2.83 |", count: 2))
        #expect(rows("| MetaKD less images alone") == ["| MetaKD less images alone, paired, ± standard error | +2.00 ± 2.00 | +2.00 ± 2.00 | +2.00 ± 2.00 | +2.00 ± 2.00 |"])
        #expect(rows("| MetaKD less alpha 0").allSatisfy { $0.contains("| +1.00 ± 0.00 |") } && rows("| MetaKD less alpha 0").count == 2)
        #expect(rows("All data, both modalities: 99.00 ± 0.00").count == 1)
    }

    @Test func aWrongLineIsNamed() throws {
        let good = trainings(seed: 1, gain: 0)
        for (text, line) in [(AudiovisionProgramTests.header + good + "scarce,image,0.05,as set,2,,high,0.6,0.4\n", 21), ("setup\n" + good, 1), ("", 1)] {
            let path = put("bad.csv", text)
            let outcome = try Program.train.run("audiovision", "--from", path)
            #expect(outcome.status == 65 && outcome.output.isEmpty && outcome.errors.contains("bad.csv") && outcome.errors.contains("line \(line)"), "\(outcome.errors)")
        }
    }

    @Test func nothingIsTrainedBesides() throws {
        let path = put("1.csv", AudiovisionProgramTests.header + trainings(seed: 1, gain: 0))
        for more in [["--data", scratch.file("av")], ["-o", scratch.file("o.csv")]] {
            #expect(try Program.train.run(["audiovision", "--from", path] + more).status == 64)
        }
        #expect(try Program.train.run("audiovision").status == 64)
        #expect(scratch.names == ["1.csv"])
    }
}
