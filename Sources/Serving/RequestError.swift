import Hummingbird
import NIOCore
import Workflow

/// Why a request is not answered as it asks; the answer is its status and `{"error": "…"}`.
enum RequestError: HTTPResponseError, Hashable, CustomStringConvertible {
    case notAuthorised
    case absent(_ what: String)
    case wrongMethod(allowed: [String])
    case busy(retryAfter: Int)
    case stopping
    case tooLarge(_ what: String, limit: String)
    case memoryShort(needed: Int, limit: Int)
    case tooSlow(seconds: Double)
    case endedEarly
    case badRequest(_ reason: String)
    case badMediaType(expected: String)
    /// What was sent cannot be worked on.
    case unusable(_ reason: String)
    case unfinished(job: String)
    case cancelled
    case internalFault

    var status: HTTPResponse.Status {
        switch self {
        case .notAuthorised: .unauthorized
        case .absent: .notFound
        case .wrongMethod: .methodNotAllowed
        case .busy: .tooManyRequests
        case .stopping: .serviceUnavailable
        case .tooLarge, .memoryShort: .contentTooLarge
        case .tooSlow: .requestTimeout
        case .endedEarly, .badRequest: .badRequest
        case .badMediaType: .unsupportedMediaType
        case .unusable: .unprocessableContent
        case .unfinished, .cancelled: .conflict
        case .internalFault: .internalServerError
        }
    }

    var description: String {
        switch self {
        case .notAuthorised: "a token is needed; send it as Authorization: Bearer TOKEN"
        case .absent(let what): "there is no \(what)"
        case .wrongMethod(let allowed): "this address takes \(allowed.joined(separator: ", ")) and no other method"
        case .busy(let seconds): "all places are taken; come again in \(seconds) s"
        case .stopping: "the server is about to stop; send the request to another or later"
        case .tooLarge(let what, let limit): "\(what) exceeds \(limit); send less, or have the server started with a higher limit"
        case .memoryShort(let needed, let limit):
            "the work takes \(WorkflowError.gibibytes(needed)) GiB of memory, the server's limit is \(WorkflowError.gibibytes(limit)); send a smaller image, fewer modalities "
                + "or ask for fewer outputs, or have the server given more (--limit-memory, else what machine, container and ulimit grant)"
        case .tooSlow(let seconds): "the body did not arrive in \(Int(seconds)) s; send it over a faster connection"
        case .endedEarly: "the body ended early; send the request again"
        case .badRequest(let reason): reason
        case .badMediaType(let expected): "the body is of another type than can be read; send \(expected)"
        case .unusable(let reason): reason
        case .unfinished(let job): "job \(job) has no results; ask for its state at /v1/jobs/\(job)"
        case .cancelled: "the work was cancelled"
        case .internalFault: "the server failed; its log has more under this request's X-Request-Id"
        }
    }

    /// Whether the rest of the request's body is not worth waiting for.
    private var closesConnection: Bool {
        switch self {
        case .busy, .stopping, .tooLarge, .tooSlow, .endedEarly, .notAuthorised: true
        default: false
        }
    }

    /// What a worker's error comes to: what was sent cannot be worked on, unless the fault is the server's.
    static func of(_ error: any Error, in folder: JobFolder) -> any Error {
        switch error {
        case WorkflowError.memoryShort(let needed, let limit): RequestError.memoryShort(needed: needed, limit: limit)
        case let error as any ExitCoded where error.programExit != .internalFault: RequestError.unusable(folder.withoutPath("\(error)"))
        default: error
        }
    }

    func response(from request: Request, context: some RequestContext) -> Response {
        var headers: HTTPFields = [.contentType: "application/json"]
        if case .busy(let seconds) = self { headers[.retryAfter] = "\(seconds)" }
        if case .wrongMethod(let allowed) = self { headers[.allow] = allowed.joined(separator: ", ") }
        if case .notAuthorised = self { headers[.wwwAuthenticate] = "Bearer" }
        if closesConnection { headers[.connection] = "close" }
        return Response(status: status, headers: headers, body: .json(["error": description]))
    }
}

extension Response {
    /// An answer of JSON.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(status: status, headers: headers, body: .json(value))
    }
}

extension ResponseBody {
    static func json(_ value: some Encodable) -> ResponseBody { ResponseBody(byteBuffer: ByteBuffer(string: ProgramJSON.text(value) + "\n")) }
}
