import Foundation
import ModelFormat
import TestSupport
import Testing

/// Models that cannot be used.
@Suite struct BadModelTests {
    @Test(arguments: inputs) func isRefused(_ input: BadInput) throws { try input.check() }

    /// A run with a model whose bytes are made from those of the good one.
    private static func altered(_ description: String, says: String..., alter: @escaping @Sendable ([UInt8]) -> [UInt8]) -> BadInput {
        BadInput(description, 65) { bench in
            let path = bench.scratch.put(alter(bench.scratch.bytes("tiny.metakd")), "bad.metakd")
            return (bench.arguments("--model", path), [path] + says)
        }
    }

    private static func unfit(_ description: String, _ header: @escaping @Sendable () throws -> ModelHeader, says: String...) -> BadInput {
        BadInput(description, 65) { bench in
            let path = try TinyModel.write(bench.scratch.file("bad.metakd"), header())
            return (bench.arguments("--model", path), [path] + says + ["choose another --model"])
        }
    }

    private static let inputs: [BadInput] = [
        BadInput("absent", 66) { ($0.arguments("--model", "absent.metakd"), ["absent.metakd: no such file", "check the path"]) },
        BadInput("a directory", 66) { ($0.arguments("--model", $0.folder), [$0.folder, "expected a file", "give the path of a file"]) },
        BadInput("an image", 65) { ($0.arguments("--model", $0.flair), [$0.flair, "magic (byte 0)", "give the path of a model file"]) },
        altered("empty", says: "magic (byte 0)", "ends at byte 0") { _ in [] },
        altered("cut in the header", says: "header (byte 24)", "ends at byte 1000", "download the file or train the model again") { Array($0.prefix(1000)) },
        altered("cut in the tensors", says: "digest", "download the file or train the model again") { $0.dropLast(5000) },
        altered("one byte altered", says: "SHA-256", "altered", "download the file or train the model again") {
            var bytes = $0
            bytes[bytes.count / 2] ^= 1
            return bytes
        },
        altered("another version", says: "version (byte 8)", "found format version 2", "use the program version that wrote the file") {
            var bytes = $0
            bytes[8] = 2
            return bytes
        },
        unfit("another task", TinyModel.classifierHeader, says: "the model's task is classification, expected segmentation"),
        unfit("other outputs", { TinyModel.header(outputs: ["a", "b", "c"]) }, says: "its outputs are a, b, c", "ET, TC, WT"),
    ]

    @Test func theVariablesModelIsNamedToo() throws {
        let bench = try Bench()
        let outcome = try Program.infer.run(["--flair", bench.flair, "-o", bench.mask], environment: ["METAKD_MODEL": "absent.metakd"])
        #expect(outcome.status == 66 && outcome.errors.contains("absent.metakd") && outcome.errors.contains("METAKD_MODEL"))
    }
}
