import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// A server that `metakd-infer serve` runs elsewhere.
struct RemoteServer: Sendable {
    private static let answerLimit = 1 << 30
    private let base: String
    private let token: String?
    private let client: HTTPClient

    /// - Parameter url: `http://HOST:PORT` or `https://…`, with or without a path.
    /// - Throws: `RemoteError.badURL`
    init(_ url: String, token: String?, _ client: HTTPClient) throws(RemoteError) {
        guard let parts = URLComponents(string: url), ["http", "https"].contains(parts.scheme), parts.host?.isEmpty == false, parts.query == nil else { throw .badURL(url) }
        (base, self.token, self.client) = (url.hasSuffix("/") ? String(url.dropLast()) : url, token, client)
    }

    /// Whether the server has a place.
    func isReady() async throws -> Bool {
        do { _ = try await answer(request("/v2/health/ready")) } catch RemoteError.refused(_, status: 503, _, _) { return false }
        return true
    }

    /// Sends images and texts; files are read as they are sent.
    func begin(_ form: MultipartForm) async throws -> JobState {
        var request = self.request("/v1/jobs", .POST)
        request.headers.add(name: "Content-Type", value: form.contentType)
        request.body = .stream(form.body, length: .known(Int64(form.length)))
        return try decode(try await answer(request))
    }

    func state(of id: String) async throws -> JobState { try decode(try await answer(request("/v1/jobs/\(id)"))) }

    /// The archive of a job's results.
    func results(of id: String) async throws -> ByteBuffer { try await answer(request("/v1/jobs/\(id)/results.zip")) }

    /// Ends a job and removes its files.
    func remove(_ id: String) async throws { _ = try await answer(request("/v1/jobs/\(id)", .DELETE)) }

    private func request(_ path: String, _ method: HTTPMethod = .GET) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        return request
    }

    private func answer(_ request: HTTPClientRequest) async throws -> ByteBuffer {
        let (status, body): (HTTPResponseStatus, ByteBuffer)
        do {
            let response = try await client.execute(request, timeout: .hours(1))
            (status, body) = (response.status, try await response.body.collect(upTo: RemoteServer.answerLimit))
            if status.code >= 400 {
                let seconds = response.headers.first(name: "Retry-After").flatMap { Int($0) }
                throw RemoteError.refused(base, status: Int(status.code), retryAfter: seconds, message: RemoteServer.message(body) ?? status.reasonPhrase)
            }
        } catch let error as RemoteError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw RemoteError.unreachable(base, reason: "\(error)")
        }
        return body
    }

    private static func message(_ body: ByteBuffer) -> String? { (try? JSONDecoder().decode([String: String].self, from: Data(buffer: body)))?["error"] }

    private func decode(_ body: ByteBuffer) throws(RemoteError) -> JobState {
        guard let state = try? JSONDecoder().decode(JobState.self, from: Data(buffer: body)) else { throw .strange(base) }
        return state
    }
}
