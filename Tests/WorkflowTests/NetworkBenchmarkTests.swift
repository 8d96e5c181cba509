import Foundation
import Inference
import Kernels
import Tensors
import TestSupport
import Testing
import Workflow

/// `metakd-bench network` on the shipped model, at a small extent.
@Suite(.serialized) struct NetworkBenchmarkTests {
    static let model = Repository.path("Models/brats-unet3d/brats-unet3d.metakd")

    private func request(_ change: (inout NetworkBenchmark.Request) -> Void = { _ in }) -> NetworkBenchmark.Request {
        var request = NetworkBenchmark.Request(model: Self.model, extent: Extent(16, 32, 16))
        (request.subset, request.threads, request.repeats, request.checks) = ("flair,t1ce", 2, 3, false)
        change(&request)
        return request
    }

    @Test func jsonHasTheKeysOfTheContract() throws {
        let result = try NetworkBenchmark(request { ($0.checks, $0.profiles) = (true, true) })
        let json = try #require(JSONSerialization.jsonObject(with: Data(result.json.utf8)) as? [String: Any])
        for key in ["median_s", "min_s", "max_s", "lower_quartile_s", "upper_quartile_s", "ready_s", "gflop_written", "gflop_run", "gflop_per_s_written",
                    "gflop_per_s_run", "peak_rss_mib", "arena_mib", "mean_abs"] {
            #expect(json[key] as? Double ?? 0 > 0, "\(key)")
        }
        #expect(json["subset"] as? String == "flair+t1c" && json["shape"] as? String == "16x32x16" && json["precision"] as? String == "fp32")
        let plan = try #require(json["plan"] as? [String: Any]), steps = try #require(plan["steps"] as? [[String: Any]])
        #expect(steps.allSatisfy { $0["seconds"] as? Double ?? 0 > 0 && $0["bytes_read"] as? Int ?? 0 > 0 })
        #expect((json["check"] as? [String: Any])?["max_abs"] as? Double != nil)
    }

    @Test func theSeedDrawsTheImages() throws {
        let first = try NetworkBenchmark(request()).meanAbs
        #expect(try NetworkBenchmark(request { $0.threads = 1 }).meanAbs == first)
        #expect(try NetworkBenchmark(request { $0.seed = 2 }).meanAbs != first)
    }

    @Test func refusesWhatTheNetworkCannotTake() throws {
        #expect { try NetworkBenchmark(request { $0.extent = Extent(16, 24, 16) }) } throws: { "\($0)".contains("16x24x16") && "\($0)".contains("multiples of 16") }
        for (list, part) in [("flair,t9", "t9"), ("", "nothing"), ("flair,", "nothing"), ("flair;t1", "flair;t1")] {
            #expect(throws: WorkflowError.unknownModality(part, model: Self.model, known: ["flair", "t1", "t1c", "t2"])) {
                try NetworkBenchmark(request { $0.subset = list })
            }
        }
        #expect(throws: WorkflowError.modalityTwice("t1c", ["t1c,flair,t1ce"])) { try NetworkBenchmark(request { $0.subset = "t1c,flair,t1ce" }) }
    }

    @Test func aWrongKernelIsNoticed() throws {
        func check(_ found: [Float]) throws(WorkflowError) -> ScalarCheck { try ScalarCheck(found, [1, -8, 2], shape: "", usesTheSameMethods: true, .scalar) }
        #expect(try check([1.0005, -8, 2]).maxAbs > 0)
        for wrong in [[1, -8, 2.001], [.nan, -8, 2], [1, -8.1, .nan]] as [[Float]] { #expect(throws: WorkflowError.self) { try check(wrong) } }
    }

    @Test func quantilesOfTimes() {
        let spread = Spread([5, 1, 4, 2, 3])
        #expect([spread.min, spread.lowerQuartile, spread.median, spread.upperQuartile, spread.max] == [1, 2, 3, 4, 5])
        #expect(Spread([1, 2]).median == 1.5 && Spread([4, 1, 2, 3]).lowerQuartile == 1.75 && Spread([7]).upperQuartile == 7)
    }
}
