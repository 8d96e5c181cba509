import HTTPTypes
import Hummingbird
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
        let isJSON = try ClassificationRoutes.isJSON(request)
        let work = TableWork(
            model: model.name, folder: try parts.makeFolder(for: request, context),
            answersJSON: request.headers[.accept]?.contains("application/json") ?? isJSON,
            skipsBad: query["skip-bad"].map { ["", "1", "true"].contains($0) } ?? false)
        let summary: ClassificationJob.Summary
        if isJSON {
            try await parts.store(body, limit: parts.limits.bodyBytes, in: work.folder, as: TableWork.jsonName)
            summary = try await parts.value(in: place) { worker, job in try work.runOnJSON(on: worker, job) }
        } else {
            summary = try await TableUpload(limits: parts.limits, folder: work.folder).receive(body) { text in
                try await parts.value(in: place) { worker, job in try work.run(on: worker, job, text: text) }
            }
        }
        var response = try await FileAnswer(context).answer(work.answerName, work.mediaType, in: work.folder)
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
}
