import Foundation
import TestSupport
import Testing

/// Outputs that cannot be written, or that are something else as well.
@Suite struct BadOutputTests {
    @Test(arguments: places + shared) func isRefused(_ input: BadInput) throws { try input.check() }

    /// A run whose mask goes to a path below the bench's folder.
    private static func mask(_ description: String, _ status: Int32, _ name: String, _ more: String..., says: String...,
                             prepare: @escaping @Sendable (Bench) throws -> Void = { _ in }) -> BadInput {
        BadInput(description, status) { bench in
            try prepare(bench)
            return (bench.arguments(output: bench.scratch.file(name)) + more, [bench.scratch.file(name)] + says)
        }
    }

    private static let places: [BadInput] = [
        mask("in no folder", 73, "absent/mask.nii", says: "absent is no folder", "choose a folder that exists"),
        mask("in a file", 73, "in/flair.nii/mask.nii", says: "flair.nii is no folder", "choose a folder that exists"),
        mask("a directory", 73, "out/mask.nii", "--force", says: "is a directory") {
            try FileManager.default.createDirectory(atPath: $0.mask, withIntermediateDirectories: true)
        },
        mask("exists", 73, "out/mask.nii", says: "exists and is left as it is", "--force") { $0.scratch.put([1, 2, 3], "out/mask.nii") },
        mask("no mask's name", 64, "out/mask", says: "a mask's name ends in .nii.gz or .nii", "correct -o"),
        mask("a picture's name", 64, "out/mask.png", says: "a mask's name ends in .nii.gz or .nii", "correct -o"),
        mask("nothing but an extension", 64, "out/.nii.gz", says: "a mask's name ends in .nii.gz or .nii", "correct -o"),
        BadInput("in a folder that takes no files", 73) { ($0.arguments("--quiet", output: "/proc/mask.nii"), ["/proc/mask.nii cannot be written", "choose a folder"]) },
        BadInput("empty", 64) { ($0.arguments(output: ""), ["--output has no text", "give one"]) },
        BadInput("an overlay that is no picture", 64) { ($0.arguments("--overlay", $0.scratch.file("new")), ["new: a picture's name ends in .png", "--overlay"]) },
        BadInput("none", 64) { (["--flair", $0.flair], ["--output", "--help"]) },
        BadInput("the overlay exists", 73) { ($0.arguments("--overlay", $0.scratch.put([1], "out/o.png")), ["out/o.png exists", "--force"]) },
        BadInput("the statistics exist", 73) { ($0.arguments("--statistics", $0.scratch.put([1], "out/s.json")), ["out/s.json exists", "--force"]) },
        BadInput("the overlay in a folder exists", 73) { bench in
            bench.scratch.put([1], "out/mask.png")
            return (bench.arguments("--overlay", bench.scratch.file("out")), ["out/mask.png exists", "--force"])
        },
        BadInput("the overlay in no folder", 73) { ($0.arguments("--overlay", $0.scratch.file("absent/o.png")), ["absent is no folder", "choose a folder"]) },
        BadInput("the overlay's folder is absent", 64) { ($0.arguments("--overlay", $0.scratch.file("absent/")), ["absent/", "no folder of this name exists"]) },
        BadInput("the statistics are a directory", 73) { ($0.arguments("--statistics", $0.scratch.file("out"), "--force"), ["out", "is a directory"]) },
    ]

    private static let shared: [BadInput] = [
        mask("an input", 64, "in/flair.nii", "--force", says: "an input and an output at once", "choose another output"),
        mask("an input by another spelling", 64, "out/../in/./flair.nii", "--force", says: "an input and an output at once"),
        mask("an input through a link", 64, "out/link.nii", "--force", says: "an input and an output at once") {
            try FileManager.default.createSymbolicLink(atPath: $0.scratch.file("out/link.nii"), withDestinationPath: $0.flair)
        },
        mask("an input through a linked folder", 64, "linked/flair.nii", "--force", says: "an input and an output at once") {
            try FileManager.default.createSymbolicLink(atPath: $0.scratch.file("linked"), withDestinationPath: $0.scratch.file("in"))
        },
        BadInput("statistics over an input", 64) { ($0.arguments("--statistics", $0.flair, "--force"), [$0.flair, "an input and an output"]) },
        BadInput("overlay over the model", 64) { ($0.arguments("--overlay", $0.model, "--force"), [$0.model, "an input and an output"]) },
        BadInput("statistics over the mask", 64) { ($0.arguments("--statistics", $0.mask), ["--output and --statistics", $0.mask, "a path of its own"]) },
        BadInput("overlay over the mask", 64) {
            ($0.arguments("--overlay", $0.scratch.file("out//mask.nii"), "--force"), ["--output and --overlay", "a path of its own"])
        },
        BadInput("statistics over the overlay in a folder", 64) {
            ($0.arguments("--overlay", $0.scratch.file("out"), "--statistics", $0.scratch.file("out/mask.png")), ["--overlay and --statistics", "a path of its own"])
        },
    ]
}
