import Foundation
import TestSupport
import Testing
import Workflow

/// Which command line a container's caller means.
@Suite struct ContainerConventionTests {
    let scratch = Scratch()

    private func line(_ arguments: String...) throws -> [String] {
        try ContainerConvention.commandLine(arguments, subcommands: ["segment", "batch", "merge"], root: scratch.path)
    }

    private func mount(_ name: String) throws { try FileManager.default.createDirectory(atPath: scratch.file(name), withIntermediateDirectories: true) }

    @Test func nothingAskedAndNothingMounted() {
        #expect(throws: WorkflowError.noConvention(places: [scratch.file("input"), scratch.file("data")])) { try line() }
    }

    @Test func mountedDirectories() throws {
        try mount("data")
        #expect(try line() == ["batch", scratch.file("data"), "-o", scratch.file("data/results"), "--label-scheme", "2021", "--masks-alone", "--force"])
        try mount("input")
        #expect(try line() == ["batch", scratch.file("input"), "-o", scratch.file("output"), "--label-scheme", "2023", "--masks-alone", "--force"])
    }

    @Test func theParametersOfMLCube() throws {
        let expected = ["batch", "/in", "-o", "/out", "--label-scheme", "2023", "--masks-alone", "--force"]
        #expect(try line("infer", "--data_path=/in", "--output_path=/out") == expected)
        #expect(try line("infer", "--output_path", "/out", "--parameters_file=/x=y.yaml", "--data_path", "/in") == expected)
        for (arguments, error) in [
            (["--data_path=/in"], WorkflowError.parameterAbsent("--output_path")), (["--output_path=/out", "--data_path"], .parameterAbsent("--data_path")),
            (["--weights=/w"], .unknownParameter("--weights=/w", known: ["--data_path=…", "--output_path=…", "--parameters_file=…"])),
        ] {
            #expect(throws: error) { try ContainerConvention.commandLine(["infer"] + arguments, subcommands: [], root: scratch.path) }
        }
    }

    @Test func theArgumentsOfABIDSApp() throws {
        #expect(try line("/bids", "/out", "participant", "--participant_label", "01") == ["bids", "/bids", "/out", "participant", "--participant_label", "01"])
        #expect(try line("--skip_bids_validator", "/bids", "/out", "group") == ["bids", "--skip_bids_validator", "/bids", "/out", "group"])
    }

    @Test func anyOtherCommandLineIsLeftAsItIs() throws {
        try mount("data")
        for arguments in [["--help"], ["batch", "/data", "-o", "participant"], ["segment", "-o", "group"], ["--flair", "f", "-o", "m.nii"]] {
            #expect(try ContainerConvention.commandLine(arguments, subcommands: ["segment", "batch"], root: scratch.path) == arguments)
        }
    }
}
