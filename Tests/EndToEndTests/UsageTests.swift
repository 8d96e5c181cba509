import Foundation
import TestSupport
import Testing

/// Arguments that say what cannot be done, and what each program says about itself.
@Suite struct UsageTests {
    @Test(arguments: inputs) func isRefused(_ input: BadInput) throws { try input.check() }

    private static func option(_ arguments: String..., says: String...) -> BadInput {
        BadInput(arguments.joined(separator: " "), 64) { ($0.arguments() + arguments, says) }
    }

    private static let inputs: [BadInput] = [
        option("--threads", "0", says: "--threads is 0", "1 to 1024"),
        option("--threads", "-1", says: "--threads"),
        option("--threads", "1025", says: "--threads is 1025", "1 to 1024"),
        option("--threads", "two", says: "two", "--threads"),
        option("--label-scheme", "2015", says: "2015", "2021", "2023"),
        option("--label-scheme", "2030", says: "2030", "2021", "2023"),
        option("--label-scheme", "brats", says: "brats", "2021", "2023"),
        option("--unknown", says: "--unknown", "metakd-infer --help"),
        option("extra.nii", says: "extra.nii", "metakd-infer --help"),
    ]

    @Test func anUnknownInstructionSetIsRefused() throws {
        let bench = try Bench()
        let outcome = try Program.infer.run(bench.arguments(), environment: ["METAKD_ISA": "neon"])
        #expect(outcome.status == 64 && outcome.errors.contains("METAKD_ISA is \"neon\"") && outcome.errors.contains("avx2"))
        #expect(try bench.contents().keys.contains("out/mask.nii") == false)
        #expect(try Program.infer.run(bench.arguments(), environment: ["METAKD_ISA": ""]).status == 0)
    }

    @Test(arguments: [Program.infer, .train, .bench]) func unknownOptionsAndCommandsAreRefused(by program: Program) throws {
        for arguments in [["--unknown"], ["unknown", "--unknown"]] {
            let outcome = try program.run(arguments)
            #expect(outcome.status == 64 && outcome.output.isEmpty && outcome.errorLines.count == 1, "\(outcome.errors)")
            #expect(outcome.errors.hasPrefix("\(program.name): ") && outcome.errors.contains("`\(program.name) --help`"))
        }
    }

    @Test(arguments: [
        (Program.infer, [], ["--flair", "--t2f", "--fla", "--t1", "--t1n", "--t1c", "--t1ce", "--t1gd", "--t1post", "--ct1", "--t2", "--t2w", "--output",
                             "--model", "--overlay", "--statistics", "--probabilities", "--uncertainty", "--report", "--tta", "--rules", "--overlay-style", "--overlay-planes", "label-colours", "--label-scheme", "--threads", "--quiet", "--force", "batch", "evaluate", "preflight", "inspect", "verify"]),
        (.infer, ["batch"], ["--output", "--model", "--label-scheme", "--resume", "--shard", "--submission", "--precision", "--threads", "--quiet", "--force"]),
        (.infer, ["evaluate"], ["--output", "--lesion-wise", "--threads", "--quiet", "--force"]), (.infer, ["preflight"], ["--year", "--cases"]),
        (.infer, ["inspect"], ["--json"]), (.infer, ["verify"], ["--golden", "--tolerance", "--threads", "--json"]),
        (.train, [], ["segment", "settings", "plot", "ablate", "phantom", "import"]), (.train, ["phantom"], ["--output", "--cases", "--size", "--seed", "--quiet", "--force"]),
        (.train, ["import"], ["--architecture", "--weights", "--output", "--force"]),
        (.train, ["segment"], ["--data", "--output", "--config", "--iterations", "--seed", "--patch", "--learning-rate", "--validation", "--show-settings",
                               "--initial", "--partly", "--resume", "--threads", "--quiet", "--force"]),
        (.train, ["plot"], ["<RUN>", "--output", "--quiet", "--force"]),
        (.train, ["ablate"], ["--output", "--data", "--cases", "--size", "--seeds", "--threads", "--quiet", "--config", "--iterations"]),
        (.bench, [], ["network", "train"]), (.bench, ["train"], ["--widths", "--patch", "--threads", "--repeat", "--seed", "--json"]), (.bench, ["network"], ["--model", "--shape", "--subset", "--threads", "--repeat", "--seed", "--json"]),
    ]) func helpListsTheOptions(program: Program, command: [String], options: [String]) throws {
        let outcome = try program.run(command + ["--help"])
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        for option in options { #expect(outcome.output.contains(option), "\(option)") }
    }

    @Test(arguments: [Program.infer, .train, .bench]) func versionIsPrinted(by program: Program) throws {
        let outcome = try program.run("--version")
        #expect(outcome.status == 0 && outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }
}
