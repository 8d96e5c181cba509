import HTTPTypes
import Hummingbird
import Imaging
import Workflow

/// Segmentation whose results are fetched later.
struct JobRoutes: Sendable {
    let parts: ServerParts

    func add(to router: Router<ServingContext>) {
        router.post("/v1/jobs") { request, context in
            let place = try parts.queue.takePlace()
            let (order, folder) = try await parts.order(request.body, of: request, context, defaultOutputs: [.mask, .statistics, .overlay])
            let kept = try parts.store.add(order, by: context.caller, in: folder, place)
            return Response.json(try state(of: kept), status: .accepted, headers: [.location: "/v1/jobs/\(kept.id)"])
        }
        router.get("/v1/jobs/:id") { _, context in Response.json(try state(of: job(context))) }
        router.delete("/v1/jobs/:id") { _, context in
            parts.store.remove(try job(context))
            return Response(status: .noContent)
        }
        router.get("/v1/jobs/:id/results.zip") { _, context in
            let kept = try job(context)
            return try await FileAnswer(context).answer(outputs(of: kept), in: kept.folder)
        }
        router.get("/v1/jobs/:id/:output") { _, context in
            let kept = try job(context), name = context.parameters.get("output") ?? ""
            guard let output = try outputs(of: kept).first(where: { $0.rawValue == name }) else { throw RequestError.absent("output of that name of job \(kept.id)") }
            return try await FileAnswer(context).answer(output.fileName, output.mediaType, in: kept.folder)
        }
    }

    private func job(_ context: ServingContext) throws(RequestError) -> KeptJob {
        try parts.store.job(context.parameters.get("id") ?? "", of: context.caller)
    }

    /// The outputs of a job that is done.
    private func outputs(of kept: KeptJob) throws(RequestError) -> [SegmentationOutput] {
        let record = kept.record
        guard let end = record.end, end.message == nil, !end.isCancelled else { throw .unfinished(job: kept.id) }
        return record.order.outputs
    }

    private func state(of kept: KeptJob) throws(RequestError) -> JobState {
        let (record, model) = (kept.record, try parts.models.model(kept.record.order.model))
        let header = model.file.header
        let given = header.modalities.indices.filter { index in record.order.modalities.contains { header.modalities[index].answers(to: $0) } }
        var state = JobState(id: kept.id, model: model.name, given: given.map { header.modalities[$0].name },
                          imputed: header.modalities.indices.filter { !given.contains($0) }.map { header.modalities[$0].name },
                          expected: SubsetExpectation(header, given: .init(given))?.description, state: "waiting", progress: 0)
        if let end = record.end {
            (state.state, state.progress) = (end.isCancelled ? "cancelled" : end.message == nil ? "done" : "failed", 1)
            (state.seconds, state.message, state.warnings) = (end.seconds, end.message, record.warnings)
            if state.state == "done" {
                state.outputs = Dictionary(uniqueKeysWithValues: record.order.outputs.map { ($0.rawValue, "/v1/jobs/\(kept.id)/\($0.rawValue)") })
            }
        } else if let job = kept.job {
            if case .running(let stage, let progress) = job.phase { (state.state, state.stage, state.progress) = ("running", stage, progress) }
            state.position = parts.queue.position(of: job)
        }
        return state
    }
}
