import Foundation
import ModelFormat
import Networks
import Tensors
import Testing
import TrainingJobs
import Workflow

/// Import of a seeded checkpoint with the published network's names and few channels.
@Suite struct ModelImportTests {
    let folder: String
    let network = MetaKDResNet(stem: 3, stages: [.init(blocks: 2, width: 2, outputs: 5), .init(blocks: 1, width: 3, outputs: 4), .init(blocks: 1, width: 2, outputs: 6),
                                                 .init(blocks: 1, width: 3, outputs: 5)], aspp: 4, decoder: [3, 2, 4, 5])
    let raw: [Float] = [0.5, -1, 2, 0]

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private var tensors: [String: ([Int], [Float])] {
        var random = SeededGenerator(seed: 11)
        var tensors = Dictionary(uniqueKeysWithValues: try! network.graph.parameters().map { ($0.name, ($0.shape, (0..<$0.count).map { _ in random.normal() })) })
        tensors["kd_weights.kd_weights"] = ([4], raw)
        return tensors
    }

    private func write(_ tensors: [String: ([Int], [Float])], to name: String = "w.safetensors") throws -> String {
        var (header, data) = ([String: Any](), Data())
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            let bytes = tensor.1.withUnsafeBytes { Data($0) }
            header[name] = ["dtype": "F32", "shape": tensor.0, "data_offsets": [data.count, data.count + bytes.count]] as [String: Any]
            data += bytes
        }
        let json = try JSONSerialization.data(withJSONObject: header)
        let path = folder + "/" + name
        try (withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) } + json + data).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func read(_ tensors: [String: ([Int], [Float])]) throws -> ModelFile {
        try ModelImport.run(architecture: "metakd-resnet50", weights: write(tensors), to: folder + "/m.metakd", overwrite: true)
        return try ModelFile.read(folder + "/m.metakd")
    }

    private func error(_ tensors: [String: ([Int], [Float])]) throws -> TrainingJobError? {
        do { _ = try read(tensors) } catch let error as TrainingJobError { return error }
        return nil
    }

    @Test func theFileCarriesThePublishedEvaluation() throws {
        let header = try read(tensors).header
        #expect(header.network == network.graph)
        #expect(header.modalities.map(\.name) == ["flair", "t1", "t1c", "t2"] && header.modalities.allSatisfy { $0.preprocessing == .cappedZScore })
        #expect(header.outputs.map(\.name) == ["ET", "WT", "TC"])
        #expect(header.inference.tile == Triple(80, 160, 160) && header.inference.overlap == 1 / 3 && header.inference.spacing == .one && header.inference.axes == .brats)
        #expect(header.inference.rules.map(\.voxels) == [2000, 500] && header.inference.rules[0].fraction == 0.1)
        let importance = try #require(header.importance)
        let powers = raw.map { exp(Double($0)) }
        #expect(importance.raw == raw)
        #expect(zip(importance.normalised, powers).allSatisfy { abs(Double($0) - $1 / powers.reduce(0, +)) < 1e-6 })
    }

    @Test func convolutionsAreStandardisedButForTheDecodersOwn() throws {
        let (tensors, model) = (tensors, try read(tensors))
        for parameter in try network.graph.parameters() {
            let (found, given) = (try model.floats(parameter.name), tensors[parameter.name]!.1)
            let isKept = parameter.shape.count == 1 || parameter.name.contains("transposeconv") || parameter.name.contains("cls_conv")
            #expect(found == (isKept ? given : WeightStandardisation.apply(given, outputs: parameter.shape[0])), "\(parameter.name)")
        }
    }

    @Test func aDataParallelCheckpointAndUnusedAttentionAreTaken() throws {
        var altered: [String: ([Int], [Float])] = [:]
        for (name, tensor) in tensors { altered["module." + name] = tensor }
        altered["module.multihead_attn.in_proj_weight"] = ([2, 1], [1, 2])
        altered["multihead_attn.out_proj.bias"] = ([1], [1])
        let (plain, parallel) = (try read(tensors).header, try read(altered).header)
        #expect(plain.network == parallel.network && plain.tensors == parallel.tensors)
        altered["shared_dec.cls_conv.0.weight"] = tensors["shared_dec.cls_conv.0.weight"]
        #expect(try error(altered) == .namedTwice(folder + "/w.safetensors", name: "shared_dec.cls_conv.0.weight"))
    }

    @Test func everyAbsentTensorIsNamed() throws {
        for name in tensors.keys.sorted() {
            var altered = tensors
            altered[name] = nil
            guard case .wrongTensor(_, name, nil, _)? = try error(altered) else { Issue.record("\(name): \(String(describing: try error(altered)))"); continue }
        }
    }

    @Test func everyWrongShapeIsRefused() throws {
        for (name, tensor) in tensors {
            for shape in [tensor.0 + [1], [tensor.0.reduce(1, *)] + Array(repeating: 1, count: 5)] {
                var altered = tensors
                altered[name] = (shape, tensor.1)
                #expect(try error(altered) != nil, "\(name) as \(shape)")
            }
            var altered = tensors
            altered[name] = (tensor.0, tensor.1.map { _ in .nan })
            #expect(try error(altered) == .notFiniteTensor(folder + "/w.safetensors", name: name))
        }
    }

    @Test func whatTheNetworkDoesNotKnowIsNamed() throws {
        var altered = tensors
        altered["shared_dec.extra.weight"] = ([1], [1])
        #expect(try error(altered) == .unusedTensor(folder + "/w.safetensors", name: "shared_dec.extra.weight", architecture: "metakd-resnet50"))
        #expect(try error(["a": ([1], [1])]) != nil)
    }

    @Test func aPickleIsRefusedWithTheLinesThatConvertIt() throws {
        try Data([0x50, 0x4B, 3, 4, 0, 0]).write(to: URL(fileURLWithPath: folder + "/w.safetensors"))
        for path in [folder + "/w.safetensors", folder + "/absent.pth"] {
            let error = #expect(throws: TrainingJobError.pickled(path)) {
                try ModelImport.run(architecture: "metakd-resnet50", weights: path, to: folder + "/m.metakd", overwrite: true)
            }
            #expect(error?.description.contains("safetensors.torch.save_file(") == true && error?.programExit == .badData)
        }
        #expect(!FileManager.default.fileExists(atPath: folder + "/m.metakd"))
    }

    @Test func aModelFileIsNotImportedAgain() throws {
        let path = folder + "/model.safetensors"
        try Data(ModelFrame.magic + [1, 0, 0, 0]).write(to: URL(fileURLWithPath: path))
        #expect(throws: TrainingJobError.alreadyModel(path)) { try ModelImport.run(architecture: "unet3d", weights: path, to: folder + "/m.metakd", overwrite: true) }
    }
}
