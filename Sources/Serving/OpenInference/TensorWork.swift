import Foundation
import Networks
import Records
import Tensors
import Workflow

/// A request of the Open Inference Protocol whose body lies in a folder, and what a worker makes of it there.
struct TensorWork: Sendable {
    let model: ServedModel
    let folder: JobFolder
    /// The bytes of JSON before binary tensors; nil if all of the body is JSON.
    let headerLength: Int?
    let voxelLimit: Int

    static let (bodyName, answerName) = ("request", "answer")

    /// Writes the answer into the folder.
    ///
    /// - Throws: `RequestError` for what is wrong with the request.
    func run(on worker: Worker, _ job: Job) throws -> InferenceAnswer.Form {
        do {
            let share = try worker.memory.enter(waiting: { try job.waitForMemory() }) { InferenceRequest.bytes(for: size, headerLength: headerLength) }
            defer { withExtendedLifetime(share) {} }
            let request = try InferenceRequest(Data(contentsOf: URL(fileURLWithPath: folder.file(TensorWork.bodyName))), headerLength: headerLength)
            let inputs = try self.inputs(of: request), outputs: [InferenceAnswer.Output]
            switch model.file.header.task {
            case .segmentation: outputs = try segment(inputs, on: worker, job, share)
            case .classification: outputs = try classify(inputs, on: worker, job, share)
            }
            return try InferenceAnswer.write(outputs, to: request, model: model.name, folder.file(TensorWork.answerName))
        } catch {
            throw RequestError.of(error, in: folder)
        }
    }

    private var size: Int { FileManager.default.size(of: folder.file(TensorWork.bodyName)) ?? 0 }

    /// The inputs by the modality's index, all of the shapes that the model takes.
    private func inputs(of request: InferenceRequest) throws(RequestError) -> [Int: InferenceRequest.Input] {
        let (header, metadata) = (model.file.header, ModelMetadata(model))
        var inputs: [Int: InferenceRequest.Input] = [:]
        for input in request.inputs {
            guard let index = header.modalities.firstIndex(where: { $0.answers(to: input.name) }) else {
                throw .badRequest("there is no input \(input.name.prefix(64).debugDescription); expected \(header.modalities.map(\.name).joined(separator: ", "))")
            }
            guard inputs[index] == nil else { throw .badRequest("two inputs are for \(header.modalities[index].name)") }
            let expected = metadata.inputs[index].shape
            guard input.shape.count == expected.count, zip(input.shape, expected).allSatisfy({ $1 < 0 || $0 == $1 }) else {
                throw .badRequest("input \(input.name): shape \(input.shape), expected \(expected)")
            }
            inputs[index] = input
        }
        let shapes = Set(inputs.values.map { header.task == .segmentation ? $0.shape : [$0.shape[0]] })
        guard shapes.count == 1 else { throw .badRequest("the inputs are of different sizes: \(shapes.sorted { $0.lexicographicallyPrecedes($1) })") }
        return inputs
    }

    private func segment(_ inputs: [Int: InferenceRequest.Input], on worker: Worker, _ job: Job, _ share: MemoryShare) throws -> [InferenceAnswer.Output] {
        let shape = inputs.values.first!.shape, extent = Extent(shape[0], shape[1], shape[2]), names = model.file.header.outputs.map(\.name)
        guard extent.voxels <= voxelLimit else { throw RequestError.tooLarge("the image", limit: "\(voxelLimit) voxels") }
        guard inputs.values.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else { throw RequestError.badRequest("an image holds numbers that are not finite") }
        let images = inputs.mapValues { Tensor(Shape(channels: 1, extent: extent), $0.values) }
        let found = try worker.segmentation(model.name).probabilities(images, admit: { bytes in
            try share.admit(waiting: { try job.waitForMemory() }) { try bytes() + InferenceAnswer.bytes(for: names.count * extent.voxels) }
        }, stage: { _ in try job.begin("network", progress: 0) }).planarElements()
        return names.enumerated().map { index, name in
            InferenceAnswer.Output(name: name, shape: shape, values: .floats(Array(found[index * extent.voxels..<(index + 1) * extent.voxels])))
        }
    }

    private func classify(_ inputs: [Int: InferenceRequest.Input], on worker: Worker, _ job: Job, _ share: MemoryShare) throws -> [InferenceAnswer.Output] {
        let header = model.file.header, count = inputs.values.first!.shape[0], classes = header.outputs.map(\.name)
        try share.admit(waiting: { try job.waitForMemory() }) { InferenceAnswer.bytes(for: count * (classes.count + 1)) }
        var batch = EncodedBatch(header.modalities.enumerated().map { .init(name: $1.name, featureCount: header.network.encoder(of: $0).channels) })
        batch.keys = (0..<count).map(String.init)
        for index in header.modalities.indices { batch.modalities[index].fill(inputs[index]?.values, records: count) }
        guard (0..<count).allSatisfy({ !batch.present(record: $0).isEmpty }) else { throw RequestError.badRequest("a record has no modality") }
        try job.begin("classifying", progress: 0)
        let found = try worker.classification(model.name).predictions(batch)
        return [InferenceAnswer.Output(name: "probabilities", shape: [count, classes.count], values: .floats(found.probabilities)),
                InferenceAnswer.Output(name: "class", shape: [count], values: .texts(found.predicted.map { classes[$0] }))]
    }
}

extension EncodedBatch.Modality {
    /// Takes features, where a row that is not all of finite numbers is a record without the modality.
    fileprivate mutating func fill(_ values: [Float]?, records: Int) {
        features = values ?? Array(repeating: 0, count: records * featureCount)
        isPresent = (0..<records).map { record in values != nil && self[record].allSatisfy(\.isFinite) }
        for record in 0..<records where !isPresent[record] {
            for index in record * featureCount..<(record + 1) * featureCount { features[index] = 0 }
        }
    }
}
