import Hummingbird

/// What is known of a request beside the request.
struct ServingContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Names the request in the answer and in the log.
    var requestID = ""
    var caller = Caller.anyone

    init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }
}
