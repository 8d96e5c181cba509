import Foundation
import TestSupport
import Testing

/// metakd-infer evaluate as a user runs it.
@Suite struct EvaluateProgramTests {
    let scratch = Scratch()

    private func put(_ labels: [Double], _ name: String, origin: Double = 10) {
        let rows = [-1.5, 0, 0, origin, 0, 2, 0, -20, 0, 0, 2.5, 30]
        scratch.put(NIfTIFixture(values: labels + [Double](repeating: 0, count: 24 - labels.count), srow: rows).single, name)
    }

    private func run(_ more: String...) throws -> (outcome: Program.Outcome, lines: [Substring]) {
        let outcome = try Program.infer.run(["evaluate", scratch.file("p"), scratch.file("t"), "-o", scratch.file("scores.csv")] + more)
        return (outcome, String(decoding: scratch.bytes("scores.csv"), as: UTF8.self).split(separator: "\n"))
    }

    @Test func eitherSchemeAndEveryPlaceOfATruth() throws {
        put([1, 2, 3], "p/a.nii")
        put([1, 2, 4], "t/a/a_seg.nii")
        put([4, 4], "p/b.nii")
        put([3, 0], "t/b-seg.nii")
        let (outcome, lines) = try run()
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(lines[1].hasPrefix("a,1.0,1.0,1.0,"))
        // One voxel of two, 1.5 mm apart: 95 % of the way from 0 to 1.5 mm.
        let fields = lines[2].split(separator: ",")
        #expect(fields[0] == "b" && Double(fields[1])! == 2.0 / 3 && abs(Double(fields[10])! - 1.425) < 1e-6)
        let (again, _) = try run()
        #expect(again.status == 73 && again.errors.contains("--force"))
        #expect(try run("--force", "--lesion-wise", "--threads", "1").lines[0].hasPrefix("scan_id,LesionWise_Dice_ET,"))
    }

    @Test func labelsOfAfterTreatmentAreReadAsSaid() throws {
        put([1, 2, 4], "p/BraTS-GLI-00005-100.nii")
        put([1, 2, 3, 4], "t/BraTS-GLI-00005-100-seg.nii")
        let name = "BraTS-GLI-00005-100,"
        #expect(try run().lines[1].hasPrefix(name + "0.0,"))
        #expect(try run("--force", "--label-scheme", "2021").lines[1].hasPrefix(name + "1.0,1.0,1.0,"))
        let other = try run("--force", "--label-scheme", "2023").outcome
        #expect(other.status == 2 && other.errors.contains("label 4"), "\(other.errors)")
        #expect(try run("--force", "--label-scheme", "2022").outcome.status == 64)
    }

    @Test func whatCannotBeScoredIsNamedAndTheRestIsScored() throws {
        put([1], "p/good.nii")
        put([1], "t/good.nii")
        put([1], "p/grid.nii", origin: 12)
        put([1], "t/grid.nii")
        put([7], "p/labels.nii")
        put([1], "t/labels.nii")
        put([1], "p/alone.nii")
        put([1], "t/missing.nii")
        put([1], "p/twice.nii")
        put([1], "p/more/twice_seg.nii")
        put([1], "t/twice.nii")
        let (outcome, lines) = try run()
        #expect(outcome.status == 2 && outcome.errorLines.count == 6, "\(outcome.errors)")
        for text in ["alone: ", "grid: ", "origin (12, -20, 30) against (10, -20, 30) mm", "labels: ", "label 7", "missing: ", "has no prediction", "twice: ", "named as one case"] {
            #expect(outcome.errors.contains(text), "\(text)")
        }
        #expect(lines[1].hasPrefix("good,") && lines[2].hasPrefix("Mean,"))
        #expect(lines.suffix(5) == ["alone", "grid", "labels", "missing", "twice"].map { "# not scored: \($0)" })
    }

    @Test func theEvaluatorOf2021MatchesByFiveDigitsAndCountsWhatItCannotScore() throws {
        put([1, 2, 4], "p/00006.nii")
        put([1, 2, 4], "t/BraTS2021_00006/BraTS2021_00006_seg.nii")
        put([1], "p/team_00007.nii", origin: 12)
        put([1], "t/BraTS2021_00007_seg.nii")
        put([1], "t/BraTS2021_00008_seg.nii")
        put([1], "p/more_00009.nii")
        put([1], "p/a_00010.nii")
        put([1], "p/b_00010.nii")
        put([1], "t/BraTS2021_00010_seg.nii")
        let (outcome, lines) = try run("--year", "2021")
        #expect(outcome.status == 2 && outcome.errorLines.count { $0.hasPrefix("metakd-infer: ") } == 4, "\(outcome.errors)")
        let worst = "0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,374.0,374.0,374.0"
        #expect(lines[1] == "BraTS2021_00006,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,0.0,0.0,0.0")
        #expect(lines[2...4].map(String.init) == ["07", "08", "10"].map { "BraTS2021_000\($0),\(worst)" })
        #expect(lines[5].hasPrefix("Mean,0.25,") && lines[5].hasSuffix(",280.5"))
        #expect(lines.contains("# not scored: more_00009") && lines.count { $0.contains("counts Dice 0") } == 3)
        #expect(try run("--force", "--year", "2021", "--lesion-wise").lines[2].hasPrefix("BraTS2021_00007,0.0,0.0,0.0,374.0,374.0,374.0,"))
        #expect(try run("--force", "--year", "2020").outcome.status == 64)
    }

    @Test func directoriesWithoutMasks() throws {
        put([1], "p/a.nii")
        #expect(try run().outcome.status == 66)
        put([1], "t/a_t1.nii")
        let (outcome, lines) = try run()
        #expect(outcome.status == 66 && outcome.errors.contains("holds no segmentation") && lines.isEmpty)
    }
}
