import Hummingbird

/// Segmentation that is waited for.
struct SegmentationRoutes: Sendable {
    let parts: ServerParts

    func add(to router: Router<ServingContext>) {
        router.post("/v1/segment") { request, context in
            let place = try parts.queue.takePlace()
            var response: Response
            do {
                // A client that hangs up wants no answer: its work ends.
                response = try await request.body.consumeWithCancellationOnInboundClose { body in try await segment(body, of: request, in: place, context) }
            } catch let error as RequestError {
                response = error.response(from: request, context: context)
            }
            // Who listens for the end of a connection hears no second request on it.
            response.headers[.connection] = "close"
            return response
        }
    }

    private func segment(_ body: RequestBody, of request: Request, in place: WorkQueue.Place, _ context: ServingContext) async throws -> Response {
        let (order, folder) = try await parts.order(body, of: request, context, defaultOutputs: [.mask])
        _ = try await parts.value(in: place) { worker, job in try order.run(in: folder, on: worker, job) }
        return try await FileAnswer(context).answer(order.outputs, in: folder)
    }
}
