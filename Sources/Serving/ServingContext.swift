import Hummingbird
import NIOCore

/// What is known of a request beside the request.
struct ServingContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Names the request in the answer and in the log.
    var requestID = ""
    var caller = Caller.anyone

    private let channel: any Channel

    init(source: ApplicationRequestContextSource) { (coreContext, channel) = (.init(source: source), source.channel) }

    /// Has a client that waits for it told to send the body, once nothing speaks against the request.
    func awaitBody() { channel.triggerUserOutboundEvent(BodyAwaited(), promise: nil) }
}
