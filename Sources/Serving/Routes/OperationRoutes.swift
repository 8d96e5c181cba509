import Hummingbird

/// What those who run the server ask.
struct OperationRoutes: Sendable {
    let parts: ServerParts

    func add(to router: Router<ServingContext>) {
        router.get("/metrics") { _, _ in
            Response(status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                     body: ResponseBody(byteBuffer: ByteBuffer(string: parts.metrics.prometheus(queue: parts.queue))))
        }
    }
}
