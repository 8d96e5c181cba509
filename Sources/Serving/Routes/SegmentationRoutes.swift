import Hummingbird

/// Segmentation that is waited for.
struct SegmentationRoutes: Sendable {
    let parts: ServerParts

    func add(to router: Router<ServingContext>) {
        router.post("/v1/segment") { request, context in
            let place = try parts.queue.takePlace()
            // A client that hangs up wants no answer: its work ends.
            return try await request.body.consumeWithCancellationOnInboundClose { body in try await segment(body, of: request, in: place, context) }
        }
    }

    private func segment(_ body: RequestBody, of request: Request, in place: WorkQueue.Place, _ context: ServingContext) async throws -> Response {
        let (order, folder) = try await parts.order(body, of: request, context, defaultOutputs: [.mask])
        _ = try await parts.value(in: place) { worker, job in try order.run(in: folder, on: worker, job) }
        return try await FileAnswer(context).answer(order.outputs, in: folder)
    }
}
