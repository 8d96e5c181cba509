import HTTPTypes
import Hummingbird
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
                return try await infer(try self.model(context), request, in: place, context)
            }
        }
    }

    private func model(_ context: ServingContext) throws(RequestError) -> ServedModel { try parts.models.model(context.parameters.get("model") ?? "") }

    private func infer(_ model: ServedModel, _ request: Request, in place: WorkQueue.Place, _ context: ServingContext) async throws -> Response {
        let folder = try parts.makeFolder(for: request, context)
        try await parts.store(request.body, limit: parts.limits.tensorBytes, of: "bytes of tensors", in: folder, as: TensorWork.bodyName)
        let headerLength = request.headers[OpenInferenceRoutes.headerLength].flatMap { Int($0) }
        let work = TensorWork(model: model, folder: folder, headerLength: headerLength, voxelLimit: parts.limits.voxels)
        let form = try await parts.value(in: place) { worker, job in try work.run(on: worker, job) }
        var headers: HTTPFields = [.contentType: form.mediaType]
        if let length = form.headerLength { headers[OpenInferenceRoutes.headerLength] = "\(length)" }
        return try await FileAnswer(context).answer(TensorWork.answerName, headers, in: folder)
    }
}
