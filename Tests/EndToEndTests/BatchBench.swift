import Foundation
import ModelFormat
import TestSupport
import Testing
import Workflow

/// A directory of small cases in several layouts, and metakd-infer batch run on it.
final class BatchBench {
    let bench: Bench
    var input: String { bench.scratch.file("cases") }
    var output: String { bench.scratch.file("masks") }
    var ledger: String { output + "/metakd-ledger.sqlite" }

    init() throws { bench = try Bench() }

    /// Puts a modality of the small case under a path below the input directory.
    @discardableResult
    func put(_ modality: String, _ name: String) -> String { bench.scratch.put(SmallCase.image(modality).single, "cases/\(name)") }

    /// Three cases: BraTS 2021, BraTS 2023 and BIDS, with two, one and one modality.
    func putThree() {
        put("flair", "HGG/a/a_flair.nii")
        put("t1", "HGG/a/a_t1.nii")
        put("t1c", "b-000/b-000-t1c.nii")
        put("t2", "sub-01/ses-2/anat/sub-01_ses-2_T2w.nii")
    }

    func arguments(_ more: [String], output: String? = nil) -> [String] { ["batch", input, "-o", output ?? self.output, "--model", bench.model] + more }

    func run(_ more: String..., output: String? = nil) throws -> Program.Outcome { try Program.infer.run(arguments(more, output: output)) }

    /// What lies in the output directory, sorted.
    func names(_ output: String? = nil) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: output ?? self.output).sorted() }

    /// The bytes of every mask by name.
    func masks(_ output: String? = nil) throws -> [String: Data] {
        Dictionary(uniqueKeysWithValues: try names(output).filter { $0.hasSuffix(".nii.gz") }.map {
            ($0, try Data(contentsOf: URL(fileURLWithPath: "\(output ?? self.output)/\($0)")))
        })
    }

    func entries() throws -> [LedgerEntry] { try Ledger(ledger).entries() }
}
