import Evaluation
import Foundation
import Imaging
import Kernels
import ModelFormat
import Tensors
import TestSupport
import Testing
import TrainingJobs

/// `metakd-train segment` on three small phantoms.
@Suite struct TrainingProgramTests {
    let scratch = Scratch()
    private var model: String { scratch.file("m.metakd") }

    /// Makes the cases and gives the arguments of a training of seconds.
    private func arguments(_ more: String...) throws -> [String] {
        #expect(try Program.train.run("phantom", "-o", scratch.file("data"), "--cases", "3", "--size", "16x18x20", "--quiet").status == 0)
        scratch.put(Array("widths: [2, 4]\niterations: 9\nallModalityIterations: 2\nouterInterval: 2\ntile: [16, 16, 16]\nvalidationCount: 1\ncheckpointInterval: 3\n".utf8), "s.yaml")
        return ["segment", "--data", scratch.file("data"), "-o", model, "--config", scratch.file("s.yaml"), "--patch", "8x8x8", "--iterations", "4"] + more
    }

    @Test func trainsAModelThatSegments() throws {
        let outcome = try Program.train.run(arguments("--validation", "Phantom_00001", "--validation", "Phantom_00002"))
        #expect(outcome.status == 0)
        let log = outcome.errorLines.map(String.init)
        #expect(log.allSatisfy { $0.contains(" info metakd-train") } && !outcome.errors.contains("\r"), "\(outcome.errors)")
        #expect(log.first?.contains("held out: Phantom_00001, Phantom_00002") == true && log.contains { $0.contains("4 of 4  0:00:00 left  ") && $0.contains(" it/s  task ") })
        #expect(outcome.output.split(separator: "\n").count == 15 && outcome.output.contains("flair+t1+t1c+t2 dice_ET "))
        #expect(scratch.names == ["data", "m.metakd", "m.metakd.history.sqlite", "s.yaml"])
        let file = try ModelFile.read(model)
        let spacing = try NIfTIReader.readGrid(scratch.file("data/Phantom_00003/Phantom_00003_flair.nii.gz")).spacing
        let away = try #require(file.header.inference.spacing) - SIMD3<Float>(SIMD3(spacing.z, spacing.y, spacing.x))
        #expect((away * away).max() < 1e-9)
        #expect(file.header.network.modalities == 4 && file.header.provenance.settings["yaml"]?.contains("iterations: 4") == true)
        let image = scratch.file("data/Phantom_00003/Phantom_00003_flair.nii.gz")
        #expect(try Program.infer.run("--flair", image, "--model", model, "-o", scratch.file("mask.nii.gz")).status == 0)
    }

    /// Neither widths nor the form of the network are told a second time.
    @Test func goesOnFromAModelOnOtherCases() throws {
        #expect(try Program.train.run(arguments("--halved", "true", "--adapted", "true", "--quiet")).status == 0)
        let more = ["segment", "--data", scratch.file("data"), "--initial", model, "--patch", "8x8x8", "--tile", "16x16x16", "--validation-count", "1", "--iterations", "1"]
        #expect(try Program.train.run(more + ["-o", scratch.file("n.metakd")]).status == 0)
        #expect(try ModelFile.read(scratch.file("n.metakd")).header.network == ModelFile.read(model).header.network)
        let wider = more + ["-o", scratch.file("w.metakd"), "--widths", "2,6", "--quiet"], refused = try Program.train.run(wider)
        #expect(refused.status == 65 && refused.errors.contains("--partly"), "\(refused.errors)")
        #expect(try Program.train.run(wider + ["--partly"]).status == 0)
    }

    @Test func theSameSeedGivesTheSameWeights() throws {
        let arguments = try arguments("--quiet")
        func digest(_ more: String...) throws -> [[Float]] {
            let outcome = try Program.train.run(arguments + ["--force"] + more)
            #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
            let file = try ModelFile.read(model)
            return try file.header.tensors.keys.sorted().map { try file.floats($0) }
        }
        let first = try digest()
        #expect(try digest("--threads", "1") == first)
        #expect(try digest("--seed", "2") != first)
        #expect(try digest("--learning-rate", "0.5") != first)
    }

    @Test func progressIsALineOnATerminal() throws {
        let outcome = try Program.train.runOnTerminal(arguments())
        #expect(outcome.status == 0 && outcome.errors.contains("\r\u{1B}[K4 of 4  0:00:00 left  ") && outcome.errors.hasSuffix("\r\u{1B}[K"))
        #expect(!outcome.errors.contains("info"))
    }

    /// A line that is longer than the terminal is wide could not be written over.
    @Test func progressFitsTheTerminal() throws {
        let outcome = try Program.train.runOnTerminal(arguments(), columns: 40)
        let shown = outcome.errors.components(separatedBy: "\r\u{1B}[K")
        #expect(outcome.status == 0 && shown.map(\.count).max() == 39 && shown.contains { $0.hasPrefix("4 of 4  0:00:00 left  ") })
    }

    /// The directory of cases does not exist, so that any of these errors came before the cases were looked at.
    @Test func theOutputIsCheckedFirst() throws {
        scratch.put([1], "m.metakd")
        let before = scratch.names
        for (output, says) in [(model, "exists and is left as it is"), (scratch.file("absent/m.metakd"), "absent is no folder"), (scratch.path, "is a directory")] {
            let outcome = try Program.train.run("segment", "--data", scratch.file("data"), "-o", output)
            #expect(outcome.status == 73 && outcome.errorLines.count == 1 && outcome.errors.contains(output) && outcome.errors.contains(says))
        }
        #expect(try Program.train.run("segment", "--data", scratch.file("data"), "-o", model, "--force").status == 66)
        #expect(scratch.names == before && scratch.bytes("m.metakd") == [1])
    }

    @Test(arguments: [
        (["--iterations", "0"], 64, "iterations is 0"), (["--patch", "8x8"], 64, "--patch"), (["--patch", "1024x1024x1024", "--widths", "999,2"], 64, "takes more than"), (["--tile", "15x16x16"], 64, "tile is 15×16×16, expected multiples of 2"), (["--augmentation-scale", "nan"], 64, "augmentation.scale is nan, expected 0.0 to 0.9"), (["--patch", "7x8x8"], 64, "patch is 7×8×8, expected multiples of 2"),
        (["--learning-rate", "nan"], 64, "learningRate is nan"), (["--learning-rate", "0"], 64, "learningRate is 0.0"), (["--learning-rate", "-1"], 64, "--learning-rate"), (["--seed", "-1"], 64, "--seed"),
        (["--validation", "Absent"], 64, "no case is named \"Absent\"; the cases are Phantom_00001, Phantom_00002, Phantom_00003"),
        (["--threads", "0"], 64, "--threads is 0"), (["--config", "absent.yaml"], 66, "absent.yaml: no such file"),
        (["--initial", "absent.metakd"], 66, "absent.metakd"), (["--partly"], 64, "--initial"),
    ]) func wrongSettingsAreRefused(options: [String], status: Int32, says: String) throws {
        let outcome = try Program.train.run(arguments() + options)
        #expect(outcome.status == status && outcome.errors.contains(says) && outcome.errors.hasPrefix("metakd-train: "), "\(outcome.errors)")
        #expect(scratch.names == ["data", "s.yaml"])
    }

    @Test(arguments: [
        ("seed: many\n", 65, "seed is not a whole number"), ("seed: 1\niteration: 2\n", 65, "line 2: \"iteration\" is no setting"), ("patch: [8, 8]\n", 65, "patch, number 3 is absent"),
        ("augmentation:\n  mirror: often\n", 65, "augmentation, mirror is not a number"), ("- 1\n", 65, "--help"),
        ("widths: []\n", 64, "widths is []"), ("widths: [0, 1]\n", 64, "widths is [0, 1]"), ("widths: [2, 100000000]\n", 64, "widths"),
        ("patch: [0, 8, 8]\n", 64, "patch is 0×8×8"), ("overlap: 1\n", 64, "overlap is 1.0"), ("augmentation: {transplant: 2}\n", 64, "transplant is 2.0"), ("validationCount: -1\n", 64, "validationCount is -1"),
        ("validationCount: 3\n", 65, "3 labelled cases, expected at least 4"), ("iterations: [\n", 65, "s.yaml"),
    ]) func wrongSettingsFilesAreRefused(yaml: String, status: Int32, says: String) throws {
        let arguments = try arguments().filter { !["--patch", "8x8x8"].contains($0) }
        scratch.put(Array(yaml.utf8), "s.yaml")
        let outcome = try Program.train.run(arguments)
        #expect(outcome.status == status && outcome.errors.contains(says) && outcome.errors.hasPrefix("metakd-train: "), "\(outcome.errors)")
        #expect(1...2 ~= outcome.errorLines.count)
    }

    @Test func missingArgumentsAreNamed() throws {
        #expect(try Program.train.run("segment", "-o", model).errors.contains("'--data <DIR>'"))
        let outcome = try Program.train.run("segment", "--data", scratch.path)
        #expect(outcome.status == 64 && outcome.errors.contains("'--output <M>'"))
    }

    @Test func settingsAreShownAndReadBack() throws {
        let defaults = try Program.train.run("segment", "--show-settings")
        #expect(defaults.status == 0 && defaults.errors.isEmpty && defaults.output.contains("learningRate: 0.001\n") && defaults.output.contains("tumourCentred: 0.6\n"))
        #expect(try SegmentationSettings.read(scratch.put(Array(defaults.output.utf8), "defaults.yaml")) == SegmentationSettings())

        scratch.put(Array("iterations: 9\nseed: 3\noverlap: 0.1\n".utf8), "s.yaml")
        let changedOptions = ["--config", scratch.file("s.yaml"), "--iterations", "4", "--patch", "8x16x24", "--learning-rate", "1e-7",
                              "--validation", "a", "--validation", "b"]
        let changed = try Program.train.run(["segment", "--show-settings"] + changedOptions)
        #expect(try Program.train.run(["settings"] + changedOptions).output == changed.output)
        var expected = SegmentationSettings()
        (expected.iterations, expected.seed, expected.overlap, expected.patch) = (4, 3, 0.1, Triple(8, 16, 24))
        (expected.learningRate, expected.validation) = (1e-7, ["a", "b"])
        #expect(try SegmentationSettings.read(scratch.put(Array(changed.output.utf8), "changed.yaml")) == expected)
    }

    @Test func everySettingHasAnOptionAndALineOfHelp() throws {
        let help = try Program.train.run("segment", "--help").output
        for setting in SegmentationSettings.settings { #expect(help.contains("--\(setting.option) <value>"), "\(setting.option)") }
        let all = SegmentationSettings.settings.flatMap { ["--\($0.option)", $0.defaultText == "''" ? "" : $0.defaultText] }
        let outcome = try Program.train.run(["settings"] + all)
        #expect(outcome.status == 0 && outcome.output == SegmentationSettings().commentedYAML, "\(outcome.errors)")
        #expect(try Program.train.run("settings", "--seed", "many").errors.contains("--seed many: seed is not a whole number"))
    }

    @Test func aSignalLeavesACheckpointThatGoesOn() throws {
        let long = try arguments("--iterations", "100000")
        let run = try Program.train.start(long)
        // The first line tells the cases, the second the first twenty iterations.
        #expect(run.firstErrors()?.contains("training on") == true)
        _ = run.firstErrors()
        let second = try Program.train.run(long + ["--force"])
        #expect(second.status == 73 && second.errors.contains("is held by another process"), "\(second.errors)")
        run.signal(SIGTERM)
        let outcome = run.outcome()
        #expect(outcome.status == 128 + SIGTERM && outcome.errors.contains("go on with --resume \(model).checkpoint"), "\(outcome.errors)")
        #expect(scratch.names == ["data", "m.metakd.checkpoint", "m.metakd.history.sqlite", "m.metakd.partial", "s.yaml"])
        let checkpoint = try Checkpoint.read(model + ".checkpoint")
        #expect(checkpoint.position.iteration >= 20 && outcome.errors.contains("stopped after iteration \(checkpoint.position.iteration);"))
        let again = try Program.train.run(long)
        #expect(again.status == 73 && again.errors.contains("is an unfinished training"))
    }

    /// A model keeps the voxels that it knows, whatever the cases have that it is trained further or scored on.
    @Test func anInitialModelKeepsItsVoxels() throws {
        #expect(try Program.train.run(arguments("--quiet", "--spacing", "4,5,6")).status == 0)
        #expect(try ModelFile.read(model).header.inference.spacing == SIMD3(4, 5, 6))
        let other = scratch.file("n.metakd")
        let more = ["segment", "--data", scratch.file("data"), "-o", other, "--initial", model, "--validation-count", "1", "--iterations", "0", "--quiet"]
        #expect(try Program.train.run(more).status == 0)
        #expect(try ModelFile.read(other).header.inference.spacing == SIMD3(4, 5, 6))
        let evaluation = try ModelFile.read(other).header.evaluation
        #expect(try evaluation.map(\.metrics) == ModelFile.read(model).header.evaluation.map(\.metrics))
        // Their scores are those of the masks that it writes, which have the voxels of the file.
        let held = scratch.file("data/Phantom_00003/Phantom_00003_"), mask = scratch.file("mask.nii.gz")
        #expect(try Program.infer.run("--flair", held + "flair.nii.gz", "--t2", held + "t2.nii.gz", "--model", other, "-o", mask).status == 0)
        let (found, truth) = (try NIfTIReader.read(mask).labels(), try NIfTIReader.read(held + "seg.nii.gz").labels())
        let whole = Dice.score(found.map { $0 > 0 ? 1 : 0 }, truth.map { $0 > 0 ? 1 : 0 })
        #expect(whole > 0 && evaluation.first { $0.subset == "flair+t2" }?.metrics["dice_WT"] == whole)
    }

    @Test func aResumedTrainingEndsAsOneInAGo() throws {
        let all = try arguments("--quiet")
        #expect(try Program.train.run(all).status == 0)
        let whole = try ModelFile.read(model)
        let shown = try Program.train.run(all + ["--show-settings"])
        let settings = try SegmentationSettings.read(scratch.put(Array(shown.output.utf8), "t.yaml"))
        let training = try SegmentationTraining(data: scratch.file("data"), settings: settings, machine: Machine(threads: 1))
        try training.run(goesOn: { training.iteration < 3 }) { _ in }
        try training.checkpoint.write(to: scratch.file("n.metakd.checkpoint"))

        let resume = ["segment", "--data", scratch.file("data"), "-o", scratch.file("n.metakd"), "--resume", scratch.file("n.metakd.checkpoint"), "--quiet"]
        #expect(try Program.train.run(resume + ["--seed", "4"]).status == 64)
        let segmentation = scratch.file("data/Phantom_00001/Phantom_00001_seg.nii.gz"), kept = scratch.bytes("data/Phantom_00001/Phantom_00001_seg.nii.gz")
        try FileManager.default.removeItem(atPath: segmentation)
        try FileManager.default.copyItem(atPath: scratch.file("data/Phantom_00002/Phantom_00002_seg.nii.gz"), toPath: segmentation)
        let changed = try Program.train.run(resume)
        #expect(changed.status == 65 && changed.errors.contains("has changed since the training was begun"), "\(changed.errors)")
        scratch.put(kept, "data/Phantom_00001/Phantom_00001_seg.nii.gz")
        #expect(try Program.train.run(resume).status == 0)
        let resumed = try ModelFile.read(scratch.file("n.metakd"))
        for name in whole.header.tensors.keys { #expect(try resumed.floats(name) == whole.floats(name)) }
        #expect(resumed.header.importance == whole.header.importance && resumed.header.evaluation == whole.header.evaluation)
        #expect(!scratch.names.contains("n.metakd.checkpoint") && !scratch.names.contains("n.metakd.partial"))
    }

    @Test func aStepIsTimed() throws {
        func run(_ threads: String) throws -> [String: Any] {
            let outcome = try Program.bench.run("train", "--widths", "2,4", "--patch", "8x10x12", "--repeat", "2", "--threads", threads, "--json")
            #expect(outcome.status == 0 && outcome.errors.isEmpty)
            return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        }
        let (one, two) = (try run("1"), try run("2"))
        for key in ["median_s", "min_s", "max_s", "peak_rss_mib"] { #expect((one[key] as? Double).map { $0 > 0 } == true, "\(key)") }
        #expect(one["loss"] as? Double == two["loss"] as? Double && one["widths"] as? [Int] == [2, 4] && one["patch"] as? String == "8x10x12")
        for (option, value) in [("--widths", "2"), ("--widths", "2,x"), ("--patch", "8x9x8"), ("--repeat", "0")] {
            let outcome = try Program.bench.run("train", "--widths", "2,4", "--patch", "8x8x8", option, value)
            #expect(outcome.status == 64 && outcome.errors.contains("\(option) is "), "\(outcome.errors)")
        }
    }
}
