import Foundation
import ModelFormat
import Networks
import TestSupport
import Testing

/// `metakd-train import`.
@Suite struct ImportProgramTests {
    let scratch = Scratch()
    private let weights = Repository.path("Fixtures/unet3d-golden/weights.safetensors")
    private var model: String { scratch.file("m.metakd") }

    private func run(_ weights: String, _ more: String...) throws -> Program.Outcome {
        try Program.train.run(["import", "--architecture", "unet3d", "--weights", weights, "-o", model] + more)
    }

    @Test func theImportedModelIsSoundAndRight() throws {
        #expect(try run(weights).status == 0)
        let outcome = try Program.infer.run("verify", model, "--golden", Repository.path("Fixtures/unet3d-golden/golden.safetensors"), "--json")
        let result = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(outcome.status == 0 && result["ok"] as? Bool == true)
        let subsets = try #require(result["subsets"] as? [[String: Any]])
        #expect(subsets.count == 15 && subsets.allSatisfy { ($0["max_abs"] as? Double ?? 1) <= 1e-3 && $0["mean_abs"] is Double })
        #expect(subsets.contains { $0["subset"] as? String == "flair+t1c" })
    }

    @Test func voxelsAreToldOrUnknown() throws {
        #expect(try run(weights).status == 0 && ModelFile.read(model).header.inference.spacing == nil)
        #expect(try run(weights, "--spacing", "1,1.5,2", "--force").status == 0 && ModelFile.read(model).header.inference.spacing == SIMD3(1, 1.5, 2))
        for (wrong, status) in [("1,1", 64), ("1,x,1", 64), ("0,1,1", 65)] { #expect(try run(weights, "--spacing", wrong, "--force").status == status, "\(wrong)") }
    }

    @Test func differencesBeyondTheToleranceFail() throws {
        #expect(try run(weights).status == 0)
        let golden = Repository.path("Fixtures/unet3d-golden/golden.safetensors")
        let outcome = try Program.infer.run("verify", model, "--golden", golden, "--tolerance", "0", "--json")
        #expect(outcome.status == 65 && outcome.output.contains("\"ok\" : false"))
        let wrong = try Program.infer.run("verify", model, "--golden", weights)
        #expect(wrong.status == 65 && wrong.errors.contains(weights) && wrong.errors.contains("image"))
    }

    /// A safetensors file of zeros.
    private func safetensors(_ shapes: [String: [Int]]) -> String {
        var (entries, offset) = ([String](), 0)
        for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
            let bytes = shape.reduce(4, *)
            entries.append("\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(offset),\(offset + bytes)]}")
            offset += bytes
        }
        let header = Array("{\(entries.joined(separator: ","))}".utf8)
        return scratch.put(withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + [UInt8](repeating: 0, count: offset), "w.safetensors")
    }

    @Test func wrongWeightsAreRefused() throws {
        let good = [UInt8](try Data(contentsOf: URL(fileURLWithPath: weights)))
        let unet = Dictionary(uniqueKeysWithValues: try UNet3D(widths: [2, 4]).graph.parameters().map { ($0.name, $0.shape) })
        let cases: [(() -> String, Int32, String)] = [
            ({ scratch.file("absent") }, 66, "no such file"), ({ scratch.put([], "w") }, 65, "ends at byte 0"),
            ({ scratch.put(Array("a text that is no checkpoint".utf8), "w") }, 65, "header length"),
            ({ scratch.put(Array(good.prefix(500)), "w") }, 65, "header"), ({ scratch.put(good.dropLast(4), "w") }, 65, "byte"),
            ({ safetensors(["a": [2]]) }, 65, "not those of a unet3d"),
            ({ safetensors(unet.filter { $0.key != "head.bias" }) }, 65, "tensor head.bias is absent, expected [3]"),
            ({ safetensors(unet.merging(["head.bias": [4]]) { $1 }) }, 65, "tensor head.bias is [4], expected [3]"),
        ]
        for (file, status, says) in cases {
            let path = file()
            let outcome = try run(path)
            #expect(outcome.status == status && outcome.errorLines.count == 1, "\(outcome.errors)")
            #expect(outcome.errors.contains(path) && outcome.errors.contains(says), "\(outcome.errors)")
            #expect(!scratch.names.contains("m.metakd"))
        }
    }

    @Test func wrongUseIsRefused() throws {
        let outcome = try Program.train.run("import", "--architecture", "resnet", "--weights", weights, "-o", model)
        #expect(outcome.status == 64 && outcome.errors.contains("resnet") && outcome.errors.contains("unet3d"))
        scratch.put([1], "m.metakd")
        #expect(try run(weights).status == 73)
        #expect(scratch.bytes("m.metakd") == [1])
        #expect(try run(weights, "--force").status == 0)
        #expect(try ModelFile.read(model).header.network.modalities == 4)
    }
}
