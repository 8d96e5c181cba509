import TestSupport
import Testing
import TrainingJobs

@Suite struct AblationTests {
    let small = SmallTraining()

    private func settings() throws -> SegmentationSettings {
        var settings = try small.settings()
        (settings.iterations, settings.reportInterval, settings.averaging) = (3, 1, 0)
        return settings
    }

    @Test func finishedRunsAreNotMadeAgain() throws {
        let ablation = try Ablation(settings: settings(), seeds: 2)
        let cases = try TrainingCases(small.scratch.file("data"), ablation.settings)
        let results = try AblationResults(small.scratch.file("a.sqlite"))
        var made: [Int] = []
        func run(until stop: Int) throws -> Bool {
            made = []
            return try ablation.run(on: cases, results, machine: small.machine, goesOn: { made.count < stop }, report: { made.append($0.run) })
        }
        #expect(try !run(until: 8) && made == [1, 1, 1, 2, 2, 2, 3, 3])
        let part = try ablation.table(on: cases, results)
        #expect(part.rows.map(\.runs.count) == [2, 0, 0, 0, 0, 0, 0] && part.markdown.contains("| alpha 0: no distillation | 2 "))
        #expect(try run(until: 1000) && made == (3...14).flatMap { [$0, $0, $0] })
        #expect(try run(until: 1000) && made.isEmpty)

        var varied = ablation.settings
        varied.distillationNorm = 2
        #expect(throws: TrainingJobError.self) { try Ablation(settings: varied, seeds: 1) }
        let table = try ablation.table(on: cases, results)
        #expect(table.rows.map(\.runs.count) == Array(repeating: 2, count: 7) && table.rows[0] == part.rows[0])
        #expect(table.rows.allSatisfy { $0.runs.allSatisfy { $0.count == 15 && $0.values.allSatisfy { $0.count == 3 } } })
        // One more seed makes its runs alone; other settings make all.
        let third = try Ablation(settings: ablation.settings, seeds: 3)
        #expect(try third.table(on: cases, results) == table)
        var longer = ablation.settings
        longer.iterations = 4
        #expect(try Ablation(settings: longer, seeds: 2).table(on: cases, results).rows.allSatisfy(\.runs.isEmpty))
    }

    /// What a run gives is what training with these settings gives.
    @Test func variantsDifferByTheirSettingsAlone() throws {
        let shared = try settings()
        let variants = AblationVariant.all.map { $0.settings(shared, seed: 5) }
        #expect(variants.map(\.distillation) == [0, 0.01, 0.1, 1, 0.1, 0.1, 0.1] && variants.map(\.distillationNorm) == [1, 1, 1, 1, 2, 1, 1])
        #expect(variants.map(\.normalisation) == [.softmax, .softmax, .softmax, .softmax, .softmax, .sigmoid, .relu])
        for variant in variants {
            let changed = Set(variant.differences(from: shared).map(\.key))
            #expect(changed.isSubset(of: ["seed", "distillation", "distillationNorm", "normalisation"]) && changed.contains("seed"))
        }
    }

    @Test func spreadsAreThoseOfASample() {
        let summary = AblationTable.Summary([1, 2, 6])
        #expect(summary.mean == 3 && abs(summary.deviation! - 7.0.squareRoot()) < 1e-12 && AblationTable.Summary([4]).deviation == nil)
    }

    @Test func tablesAverageOverSubsetsAndRegions() {
        func run(_ et: Double, _ wt: Double) -> [String: [String: Double]] {
            let names = ["flair", "t1", "t1c", "t2", "flair+t1", "flair+t1c", "flair+t2", "t1+t1c", "t1+t2", "t1c+t2", "flair+t1+t1c", "flair+t1+t2",
                         "flair+t1c+t2", "t1+t1c+t2", "flair+t1+t1c+t2"]
            return Dictionary(uniqueKeysWithValues: names.map { ($0, ["dice_ET": et, "dice_TC": 0, "dice_WT": $0 == "t1" ? wt : 0.3]) })
        }
        let table = AblationTable(rows: [.init(name: "one", runs: [run(0.3, 0.6), run(0.6, 0.6)]), .init(name: "none", runs: [])])
        let lines = table.markdown.split(separator: "\n")
        #expect(lines.count == 4 && Set(lines.map(\.count)).count == 1)
        #expect(lines[2].contains("| one     | 2     | 0.257 ± 0.071  | 0.250 ± 0.071 | 0.350 ± 0.071 |"), "\(table.markdown)")
        #expect(table.csv.contains("\"one\",2,t1,ET,0.45000,0.21213\n") && table.csv.contains("\"one\",2,mean of all,WT,0.32000,0.00000\n"), "\(table.csv)")
        #expect(!table.csv.contains("none"))
    }
}
