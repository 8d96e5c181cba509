import Foundation
import Imaging
import Kernels
import Tensors
import TestSupport
import Testing
import Workflow

/// `metakd-bench pipeline` on the phantom of Fixtures, and the stages that it measures.
@Suite(.serialized) struct PipelineBenchmarkTests {
    static func path(_ modality: String) -> String { Repository.path("Fixtures/phantom/Phantom_00001/Phantom_00001_\(modality).nii.gz") }

    @Test func everyStageIsMeasuredAndTheyMakeUpTheWhole() throws {
        let result = try PipelineBenchmark(images: [("t1ce", Self.path("t1ce"))], model: NetworkBenchmarkTests.model, threads: 2, repeats: 1, warmUps: 0)
        let json = try #require(JSONSerialization.jsonObject(with: Data(result.json.utf8)) as? [String: Any])
        let stages = try #require(json["stages"] as? [[String: Any]])
        #expect(stages.map { $0["stage"] as? String } == ["loading", "reading", "preparing", "compiling", "network", "blending", "labelling", "writing"])
        let medians = stages.map { $0["median_s"] as? Double ?? 0 }, shares = stages.map { $0["share"] as? Double ?? 0 }
        #expect(medians.allSatisfy { $0 > 0 } && abs(shares.reduce(0, +) - 1) < 1e-9)
        #expect(abs(medians.reduce(0, +) - (json["median_s"] as? Double ?? 0)) < 1e-9)
        #expect(json["subset"] as? String == "t1c" && json["peak_rss_mib"] as? Double ?? 0 > 0)
    }

    @Test func noImageIsRefused() {
        #expect(throws: WorkflowError.self) { try PipelineBenchmark(images: [], model: NetworkBenchmarkTests.model, threads: 1, repeats: 1, warmUps: 0) }
    }

    @Test func aStageThatReturnsIsAddedTo() {
        var clock = StageClock("a")
        usleep(2000)
        clock.begin("b")
        clock.begin("a")
        usleep(2000)
        clock.end()
        #expect(clock.seconds["a"] ?? 0 >= 0.004 && clock.seconds["b"] ?? 1 < clock.seconds["a"] ?? 0)
    }

    /// Alone, and with more threads than slices come at once.
    @Test func threadsChangeNoBitOfAPreparedCase() throws {
        let volumes = try [0: NIfTIReader.read(Self.path("flair")), 2: NIfTIReader.read(Self.path("t2"))]
        let alone = try PreparedCase(volumes)
        for threads in [1, 3] {
            let prepared = try PreparedCase(volumes, machine: Machine(threads: threads))
            #expect(prepared.box == alone.box && prepared.images.keys.sorted() == [0, 2])
            for index in [0, 2] { #expect(prepared.images[index]!.planarElements() == alone.images[index]!.planarElements()) }
        }
    }

    /// The box in canonical order, standardised, beside the plain way there: everything reordered, then cut.
    @Test func aPreparedCaseIsTheStandardisedBox() throws {
        var volume = try NIfTIReader.read(Self.path("flair"))
        let prepared = try PreparedCase([1: volume]), whole = Orientation(of: volume.grid).canonicalGrid.dimensions
        try Preprocessing.zScore(&volume)
        let canonical = prepared.orientation.canonical(volume.voxels)
        let expected = prepared.box.cut(canonical, from: Extent(whole.z, whole.y, whole.x))
        #expect(prepared.box == Preprocessing.brainBox(of: [prepared.orientation.canonical(volume)]))
        // Sums run over other slices.
        #expect(zip(prepared.images[1]!.planarElements(), expected).allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($1)) })
        let labels = expected.map { UInt8($0 > 1 ? 1 : 0) }
        #expect(prepared.orientation.restored(labels, of: prepared.box) == volume.voxels.map { $0 > 1 ? 1 : 0 })
    }
}
