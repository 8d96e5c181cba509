import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// A request's body is wanted.
struct BodyAwaited: Sendable {}

/// Closes connections on which no request begins in time, and those whose answer says that it is the last. A client that asks whether to send
/// its request's body is told to when the body is awaited; where it is answered before, the connection ends, for its body may come or not.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// For which a client may go on sending before the connection is cut: a client that is cut off at once does not see the answer.
    private static let linger = TimeAmount.seconds(2)

    private let patience: TimeAmount
    private var deadline: Scheduled<Void>?
    private var isAsking = false
    private var isLastAnswer = false

    init(seconds: Int) { patience = .seconds(Int64(seconds)) }

    func handlerAdded(context: ChannelHandlerContext) { close(context.channel, in: patience) }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) {
            deadline?.cancel()
            isAsking = head.headerFields[.expect]?.lowercased() == "100-continue"
        }
        context.fireChannelRead(data)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyAwaited else { return context.triggerUserOutboundEvent(event, promise: promise) }
        if isAsking { context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil) }
        isAsking = false
        promise?.succeed()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var part = unwrapOutboundIn(data)
        switch part {
        case .head(var head):
            if isAsking { head.headerFields[.connection] = "close" }
            isAsking = false
            isLastAnswer = head.headerFields[.connection] == "close"
            part = .head(head)
        case .body: break
        case .end: close(context.channel, in: isLastAnswer ? ConnectionGuard.linger : patience)
        }
        context.write(wrapOutboundOut(part), promise: promise)
    }

    private func close(_ channel: any Channel, in time: TimeAmount) {
        deadline?.cancel()
        deadline = channel.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}
