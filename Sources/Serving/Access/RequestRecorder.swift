import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Workflow

/// Gives each request a name, makes answers of errors, and notes what came of it in the log and in the figures.
///
/// A log line has the method, the route, the status and the time: nothing that was sent, and no path, since either may name a patient.
struct RequestRecorder: RouterMiddleware {
    let metrics: ServerMetrics

    private static let name = HTTPField.Name("X-Request-Id")!

    func handle(_ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response) async throws -> Response {
        var context = context
        context.requestID = RequestRecorder.identifier(request.headers[RequestRecorder.name])
        context.logger[metadataKey: "hb.request.id"] = nil
        context.logger[metadataKey: "request"] = "\(context.requestID)"
        let start = ContinuousClock.now
        var response: Response
        do { response = try await next(request, context) } catch {
            response = answer(to: error, context.logger).response(from: request, context: context)
        }
        response.headers[RequestRecorder.name] = context.requestID
        let seconds = start.duration(to: .now) / .seconds(1), route = context.endpointPath ?? "none"
        metrics.count(request.method.rawValue, route, response.status.code, seconds: seconds)
        context.logger.info("answered", metadata: ["method": "\(request.method)", "route": "\(route)", "status": "\(response.status.code)",
                                                   "seconds": "\(String(format: "%.3f", seconds))"])
        return response
    }

    private func answer(to error: any Error, _ logger: Logger) -> RequestError {
        switch error {
        case let error as RequestError: return error
        case let error as HTTPError where error.status == .notFound: return .absent("such address; /openapi.yaml lists those there are")
        case let error as HTTPError where error.status.code < 500: return .badRequest(error.body ?? error.status.reasonPhrase)
        case is CancellationError: return .cancelled
        default:
            logger.error("failed", metadata: ["reason": "\(type(of: error))"])
            return .internalFault
        }
    }

    /// The client's own name for the request if it is a plain one, else a random one.
    private static func identifier(_ given: String?) -> String {
        guard let given, (1...64).contains(given.utf8.count), given.utf8.allSatisfy(isPlain) else { return RandomName.make() }
        return given
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

/// Names that cannot be guessed.
enum RandomName {
    /// 128 bits of the system's generator in hexadecimal.
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            let digits = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    static func isOne(_ text: String) -> Bool { text.utf8.count == 32 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) } }
}
