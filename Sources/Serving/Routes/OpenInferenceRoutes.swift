import Foundation
import HTTPTypes
import Hummingbird
import Records
import Tensors
import Workflow

/// The Open Inference Protocol, version 2, with its extension for binary tensors.
struct OpenInferenceRoutes: Sendable {
    let parts: ServerParts

    private static let headerLength = HTTPField.Name("Inference-Header-Content-Length")!

    private struct ServerMetadata: Encodable {
        var name = "metakd-infer"
        var version = programVersion
        var extensions = ["binary_tensor_data"]
    }

    func add(to router: Router<ServingContext>) {
        router.get("/v2") { _, _ in Response.json(ServerMetadata()) }
        router.get("/v2/health/live") { _, _ in Response.json(["live": true]) }
        router.get("/v2/health/ready") { _, _ in
            let isReady = parts.queue.isReady
            return Response.json(["ready": isReady], status: isReady ? .ok : .serviceUnavailable)
        }
        for model in ["/v2/models/:model", "/v2/models/:model/versions/1"] {
            router.get("\(model)") { _, context in Response.json(ModelMetadata(try self.model(context))) }
            router.get("\(model)/ready") { _, context in Response.json(["name": try self.model(context).name, "ready": "true"]) }
            router.post("\(model)/infer") { request, context in
                let place = try parts.queue.takePlace()
                return try await infer(try self.model(context), request, in: place)
            }
        }
    }

    private func model(_ context: ServingContext) throws(RequestError) -> ServedModel { try parts.models.model(context.parameters.get("model") ?? "") }

    private func infer(_ model: ServedModel, _ request: Request, in place: WorkQueue.Place) async throws -> Response {
        try ServerParts.checkLength(request, parts.limits)
        let (limits, body) = (parts.limits, request.body)
        let data = try await withDeadline(seconds: limits.uploadSeconds) {
            var data = Data()
            try await body.forEachPiece(limit: limits.tensorBytes, of: "bytes of tensors") { data.append(contentsOf: $0.readableBytesView) }
            return data
        }
        let inference = try InferenceRequest(data, headerLength: request.headers[OpenInferenceRoutes.headerLength].flatMap { Int($0) })
        let inputs = try self.inputs(of: inference, model)
        let outputs: [InferenceAnswer.Output]
        switch model.file.header.task {
        case .segmentation: outputs = try await segment(inputs, model, in: place)
        case .classification: outputs = try await classify(inputs, model, in: place)
        }
        return try InferenceAnswer.response(outputs, to: inference, model: model.name)
    }

    /// The inputs by the modality's index, all of the shapes that the model takes.
    private func inputs(of request: InferenceRequest, _ model: ServedModel) throws(RequestError) -> [Int: InferenceRequest.Input] {
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

    private func segment(_ inputs: [Int: InferenceRequest.Input], _ model: ServedModel, in place: WorkQueue.Place) async throws(RequestError) -> [InferenceAnswer.Output] {
        let shape = inputs.values.first!.shape, extent = Extent(shape[0], shape[1], shape[2])
        guard extent.voxels <= parts.limits.voxels else { throw .tooLarge("the image", limit: "\(parts.limits.voxels) voxels") }
        guard inputs.values.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else { throw .badRequest("an image holds numbers that are not finite") }
        let values = inputs.mapValues(\.values), name = model.name
        let found = try await parts.value(in: place) { worker, job in
            let images = values.mapValues { Tensor(Shape(channels: 1, extent: extent), $0) }
            return try worker.segmentation(name).probabilities(images) { _ in try job.begin("network", progress: 0) }.planarElements()
        }
        return model.file.header.outputs.enumerated().map { index, output in
            InferenceAnswer.Output(name: output.name, shape: shape, values: .floats(Array(found[index * extent.voxels..<(index + 1) * extent.voxels])))
        }
    }

    private func classify(_ inputs: [Int: InferenceRequest.Input], _ model: ServedModel, in place: WorkQueue.Place) async throws(RequestError) -> [InferenceAnswer.Output] {
        let header = model.file.header, count = inputs.values.first!.shape[0]
        var batch = EncodedBatch(header.modalities.enumerated().map { .init(name: $1.name, featureCount: header.network.encoder(of: $0).channels) })
        batch.keys = (0..<count).map(String.init)
        for index in header.modalities.indices { batch.modalities[index].fill(inputs[index]?.values, records: count) }
        guard (0..<count).allSatisfy({ !batch.present(record: $0).isEmpty }) else { throw .badRequest("a record has no modality") }
        let (name, records, classes) = (model.name, batch, header.outputs.map(\.name))
        let found = try await parts.value(in: place) { worker, job in
            try job.begin("classifying", progress: 0)
            return try worker.classification(name).predictions(records)
        }
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
