import Hummingbird

/// Lets nobody at what needs a token without one.
struct Authentication: RouterMiddleware {
    let tokens: Tokens?

    /// What is the same for all and tells nothing: the page itself, and whether the server lives.
    private static let open: Set<String> = ["/", "/page.css", "/page.js", "/openapi.yaml", "/v2/health/live", "/v2/health/ready"]

    func handle(_ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response) async throws -> Response {
        guard let tokens, !Authentication.open.contains(request.uri.path) else { return try await next(request, context) }
        guard let caller = tokens.caller(authorization: request.headers[.authorization]) else { throw RequestError.notAuthorised }
        var context = context
        context.caller = caller
        return try await next(request, context)
    }
}
