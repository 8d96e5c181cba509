import Foundation
import TestSupport

/// A folder with three small phantoms and settings of a training of seconds.
struct TrainingBench {
    let scratch = Scratch()
    var data: String { scratch.file("data") }
    var model: String { scratch.file("m.metakd") }

    init() throws {
        let outcome = try Program.train.run("phantom", "-o", data, "--cases", "3", "--size", "16x18x20", "--quiet")
        guard outcome.status == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    /// The arguments that train the model.
    func arguments(iterations: Int, output: String = "m.metakd", _ more: String...) -> [String] {
        ["segment", "--data", data, "-o", scratch.file(output), "--widths", "2,4", "--patch", "8x8x8", "--tile", "16x16x16", "--validation-count", "1",
         "--all-modality-iterations", "2", "--outer-interval", "2", "--iterations", "\(iterations)"] + more
    }

    /// A file of one of the cases.
    func file(_ case: Int, _ role: String) -> String { data + "/Phantom_0000\(`case`)/Phantom_0000\(`case`)_\(role).nii.gz" }

    /// Everything below the folder, by path; of the data, which no training touches, the names alone.
    func contents() throws -> [String: Data] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: scratch.path)
        return Dictionary(uniqueKeysWithValues: names.map { ($0, Data($0.hasPrefix("data") ? [] : scratch.bytes($0))) })
    }
}
