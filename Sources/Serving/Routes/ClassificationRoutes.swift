import HTTPTypes
import Hummingbird
import Records
import Workflow

/// Classification of tables.
struct ClassificationRoutes: Sendable {
    let parts: ServerParts

    /// Bytes that a table takes, which is read piece by piece: the whole program held 107 MiB over a million rows.
    private static let tableBytes = 107 << 20
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
        let name = isJSON ? "records.json" : "records"
        let folder = try await parts.store(body, of: request, context, limit: parts.limits.bodyBytes, as: name)
        let output = answersJSON ? "predictions.json" : "predictions.csv"
        let skipsBad = query["skip-bad"].map { ["", "1", "true"].contains($0) } ?? false
        let summary = try await parts.value(in: place) { worker, job in
            let classification = worker.classification(model.name)
            // A table's paths would be of this machine, and the client's choice.
            guard !classification.readsSignals else {
                throw RequestError.unusable("the model \(model.name) reads pictures or sounds, of which a table holds only the paths; send tensors to /v2/models/\(model.name)/infer")
            }
            do {
                let bytes = ClassificationRoutes.tableBytes + (isJSON ? JSONRecords.bytes(for: folder.file(name)) : 0)
                let share = try worker.memory?.enter(waiting: { try job.begin("waiting for memory", progress: 0) }) { bytes }
                defer { withExtendedLifetime(share) {} }
                try share?.admit { bytes }
                if isJSON { try JSONRecords.convert(folder.file(name), to: folder.file("records")) }
                return try classification.run(
                    .table(TableLocation(path: folder.file("records"))), to: TableLocation(path: folder.file(output)), overwrite: true,
                    isBad: skipsBad ? { _ in } : nil, progress: { _ in try job.begin("classifying", progress: 0) })
            } catch {
                throw RequestError.of(error, in: folder)
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
}
