import HTTPTypes
import Hummingbird
import Records
import Workflow

/// Classification of tables.
struct ClassificationRoutes: Sendable {
    let parts: ServerParts

    private static let skipped = HTTPField.Name("X-Skipped-Rows")!

    func add(to router: Router<ServingContext>) {
        router.post("/v1/classify") { request, context in
            let place = try parts.queue.takePlace()
            return try await request.body.consumeWithCancellationOnInboundClose { body in try await classify(body, of: request, in: place, context) }
        }
    }

    private func classify(_ body: RequestBody, of request: Request, in place: WorkQueue.Place, _ context: ServingContext) async throws -> Response {
        let query = request.uri.queryParameters
        let model = try parts.models.model(query["model"].map(String.init), task: .classification)
        let isJSON = try ClassificationRoutes.isJSON(request), answersJSON = request.headers[.accept]?.contains("application/json") ?? isJSON
        let folder = try await receive(body, of: request, as: isJSON ? "records.json" : "records")
        if isJSON { try JSONRecords.convert(folder.file("records.json"), to: folder.file("records")) }
        let output = answersJSON ? "predictions.json" : "predictions.csv"
        let skipsBad = query["skip-bad"].map { ["", "1", "true"].contains($0) } ?? false
        let summary = try await parts.value(in: place) { worker, job in
            let classification = worker.classification(model.name)
            // A table's paths would be of this machine, and the client's choice.
            guard !classification.readsSignals else {
                throw RequestError.unusable("the model \(model.name) reads pictures or sounds, of which a table holds only the paths; send tensors to /v2/models/\(model.name)/infer")
            }
            do {
                return try classification.run(
                    .table(TableLocation(path: folder.file("records"))), to: TableLocation(path: folder.file(output)), overwrite: true,
                    isBad: skipsBad ? { _ in } : nil, progress: { _ in try job.begin("classifying", progress: 0) })
            } catch let error as any ExitCoded where error.programExit != .internalFault {
                throw RequestError.unusable(folder.withoutPath("\(error)"))
            }
        }
        var response = try await FileAnswer(context).answer(output, answersJSON ? "application/json" : "text/csv", in: folder)
        response.headers[ClassificationRoutes.skipped] = "\(summary.skipped)"
        return response
    }

    /// Whether the body is JSON rather than CSV.
    private static func isJSON(_ request: Request) throws(RequestError) -> Bool {
        let type = request.headers[.contentType]?.split(separator: ";").first.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        switch type {
        case "text/csv", "application/csv": return false
        case "application/json": return true
        default: throw .badMediaType(expected: "text/csv or application/json")
        }
    }

    /// Stores the body as it is, in time.
    private func receive(_ body: RequestBody, of request: Request, as name: String) async throws -> JobFolder {
        let (folder, limits) = (try parts.folder.makeFolder(), parts.limits)
        try ServerParts.checkLength(request, limits)
        return try await withDeadline(seconds: limits.uploadSeconds) {
            let file = try UploadedFile(folder.file(name))
            try await body.forEachPiece(limit: limits.bodyBytes) { try await file.append($0) }
            try await file.flush()
            return folder
        }
    }
}
