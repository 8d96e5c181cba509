import Foundation
import Records
import TestSupport
import Testing

/// A folder with a tiny model, a small case and room for outputs, and the program run on them.
final class Bench {
    let scratch = Scratch()
    /// The model's file.
    let model: String
    /// The FLAIR image's file; other modalities are made when asked for.
    let flair: String
    var folder: String { scratch.path }
    /// Where the mask goes unless told otherwise: a folder of its own.
    var mask: String { scratch.file("out/mask.nii") }

    init() throws {
        try FileManager.default.createDirectory(atPath: scratch.file("out"), withIntermediateDirectories: true)
        model = try TinyModel.write(scratch.file("tiny.metakd"))
        flair = scratch.put(SmallCase.image("flair").single, "in/flair.nii")
    }

    /// Writes an image and returns its path.
    func image(_ fixture: NIfTIFixture, _ name: String = "image.nii") -> String { scratch.put(fixture.single, "in/\(name)") }

    /// The file of a modality.
    func image(_ modality: String) -> String { modality == "flair" ? flair : image(SmallCase.image(modality), "\(modality).nii") }

    /// The arguments of a run that succeeds, and more.
    func arguments(_ more: String..., images: [String]? = nil, output: String? = nil) -> [String] {
        (images ?? ["--flair", flair]) + ["--model", model, "-o", output ?? mask] + more
    }

    /// Runs metakd-infer and expects success.
    @discardableResult
    func segment(_ more: String..., images: [String]? = nil, output: String? = nil, environment: [String: String] = [:],
                 sourceLocation: SourceLocation = #_sourceLocation) throws -> Program.Outcome {
        let outcome = try Program.infer.run(arguments(images: images, output: output) + more, environment: environment)
        #expect(outcome.status == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
        return outcome
    }

    /// Writes a table of 300 records as r.csv and a model that was trained on it, and returns the model's path.
    func classifier() throws -> String {
        let made = SyntheticRecords.graded(seed: 3), model = scratch.file("records.metakd")
        try made.write(300, to: scratch.file("r.csv"), overwrite: true)
        scratch.put(Array(made.schema.yaml.utf8), "s.yaml")
        let outcome = try Program.train.run(["classify", "--data", scratch.file("r.csv"), "--schema", scratch.file("s.yaml"), "-o", model, "--epochs", "2",
                                             "--features", "8", "--decoder-width", "8", "--quiet"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        return model
    }

    /// The labels of an uncompressed mask.
    func labels(_ path: String? = nil) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path ?? mask)).dropFirst(352)) }

    /// All files below the folder with their bytes, directories without.
    func contents() throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            var isDirectory: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: scratch.file(name), isDirectory: &isDirectory)
            contents[name] = isDirectory.boolValue ? Data() : FileManager.default.contents(atPath: scratch.file(name)) ?? Data()
        }
        return contents
    }
}
