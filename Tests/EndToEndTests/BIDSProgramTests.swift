import Foundation
import Imaging
import TestSupport
import Testing

/// metakd-infer as a BIDS App, by way of its container's entry point.
@Suite struct BIDSProgramTests {
    let batch: BatchBench
    private var derivatives: String { batch.input + "/derivatives/metakd" }

    init() throws {
        batch = try BatchBench()
        batch.put("flair", "sub-01/anat/sub-01_FLAIR.nii")
        batch.put("t1c", "sub-01/anat/sub-01_ce-gd_T1w.nii")
        batch.put("t2", "sub-02/ses-1/anat/sub-02_ses-1_T2w.nii")
        batch.put("t1", "sub-02/ses-2/anat/sub-02_ses-2_T1w.nii")
        batch.put("t1", "code/example/example_t1.nii")
        describe(#"{"Name": "made", "BIDSVersion": "1.9.0"}"#)
    }

    private func describe(_ json: String) { batch.bench.scratch.put(Array(json.utf8), "cases/dataset_description.json") }

    private func run(_ more: String..., output: String? = nil, level: String = "participant") throws -> Program.Outcome {
        let model = level == "participant" ? ["--model", batch.bench.model] : []
        return try Program.infer.run(["container", batch.input, output ?? derivatives, level] + more + model)
    }

    private func files(_ folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.contains(".") }.sorted()
    }

    private func json(_ file: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: "\(derivatives)/\(file)"))) as? [String: Any])
    }

    @Test func derivativesOfAllSubjects() throws {
        let outcome = try run()
        #expect(outcome.status == 0 && outcome.errors == "3 done, 0 kept from an earlier run, 0 failed\n", "\(outcome.errors)")
        let stems = ["sub-01/anat/sub-01", "sub-02/ses-1/anat/sub-02_ses-1", "sub-02/ses-2/anat/sub-02_ses-2"]
        #expect(try files(derivatives) == ["dataset_description.json"] + stems.flatMap { stem in ["json", "nii.gz", "tsv"].map { "\(stem)_seg-tumour_dseg.\($0)" } })
        let alone = batch.bench.scratch.file("alone.nii.gz")
        try batch.bench.segment(images: ["--flair", batch.input + "/sub-01/anat/sub-01_FLAIR.nii", "--t1c", batch.input + "/sub-01/anat/sub-01_ce-gd_T1w.nii"], output: alone)
        #expect(FileManager.default.contentsEqual(atPath: alone, andPath: "\(derivatives)/sub-01/anat/sub-01_seg-tumour_dseg.nii.gz"))
        let sidecar = try json("sub-01/anat/sub-01_seg-tumour_dseg.json")
        #expect(sidecar["Sources"] as? [String] == ["bids:raw:sub-01/anat/sub-01_FLAIR.nii", "bids:raw:sub-01/anat/sub-01_ce-gd_T1w.nii"])
        #expect(sidecar["Manual"] as? Bool == false && sidecar["Modalities"] as? [String] == ["flair", "t1c"])
        let volume = Double(try NIfTIReader.read(alone).voxels.count { $0 > 0 }) * 3
        #expect((sidecar["VolumesMm3"] as? [String: Double])?["WT"] == volume)
        let table = try String(contentsOfFile: "\(derivatives)/sub-01/anat/sub-01_seg-tumour_dseg.tsv", encoding: .utf8).split(separator: "\n")
        #expect(table[0] == "index\tname\tabbreviation\tcolor" && table[4] == "4\tenhancing tumour\tET\t#E6550D" && table.count == 5)
        let description = try json("dataset_description.json")
        #expect(description["DatasetType"] as? String == "derivative" && (description["GeneratedBy"] as? [[String: Any]])?.first?["Name"] as? String == "metakd-infer")
        #expect(description["DatasetLinks"] as? [String: String] == ["raw": "../.."])
    }

    @Test(arguments: ["--participant-label", "--participant_label"]) func oneSubjectAndThenAllAgain(option: String) throws {
        #expect(try run(option, "sub-02").errors.hasPrefix("2 done"))
        #expect(try run(option, "01", "02").errors.hasPrefix("3 done"))
        let absent = try run(option, "07", "01")
        #expect(absent.status == 64 && absent.errors.contains("no participant 07"))
    }

    @Test func theGroupLevelTellsVolumes() throws {
        let early = try run(level: "group")
        #expect(early.status == 65 && early.errors.contains("run that first"))
        #expect(try run().status == 0)
        #expect(try run(level: "group").errors == "tumour_volumes.tsv: 3 masks\n")
        let rows = try String(contentsOfFile: "\(derivatives)/tumour_volumes.tsv", encoding: .utf8).split(separator: "\n").map { $0.split(separator: "\t") }
        #expect(rows[0] == ["participant_id", "session_id", "name", "modalities", "et_mm3", "tc_mm3", "wt_mm3"] && rows.count == 4)
        #expect(rows[1].prefix(4) == ["sub-01", "n/a", "sub-01", "flair+t1c"] && rows[2].prefix(4) == ["sub-02", "ses-1", "sub-02_ses-1", "t2"])
        let volumes = try json("sub-01/anat/sub-01_seg-tumour_dseg.json")["VolumesMm3"] as? [String: Double]
        #expect(Double(rows[1][6]) == volumes?["WT"])
    }

    @Test func aDatasetWithoutDescriptionIsTakenIfAskedTo() throws {
        describe(#"{"Name": "made"}"#)
        let refused = try run()
        #expect(refused.status == 65 && refused.errors.contains("BIDSVersion") && refused.errors.contains("--skip_bids_validator"))
        #expect(try run("--skip_bids_validator").status == 0)
        #expect(try run("--skip-bids-validator", output: batch.output).status == 0)
    }

    @Test func aDatasetOfAnotherProgramIsLeftAsItIs() throws {
        batch.bench.scratch.put(Array(#"{"Name": "x", "BIDSVersion": "1", "GeneratedBy": [{"Name": "other"}]}"#.utf8), "masks/dataset_description.json")
        let outcome = try run(output: batch.output)
        #expect(outcome.status == 73 && outcome.errors.contains("another program made"))
        #expect(try files(batch.output) == ["dataset_description.json"])
    }

    @Test func aSubjectThatFailsLeavesNothingAndDoesNotStopTheRest() throws {
        batch.bench.scratch.put([1], "cases/sub-02/ses-1/anat/sub-02_ses-1_T2w.nii")
        let outcome = try run()
        #expect(outcome.status == 2 && outcome.errors.contains("sub-02_ses-1: ") && outcome.errors.contains("2 done"))
        #expect(!FileManager.default.fileExists(atPath: derivatives + "/sub-02/ses-1"))
    }
}
