import AsyncHTTPClient
import Files
import Foundation
import Workflow

/// Segments a case on a server elsewhere; the results come to the same places as those of a local run.
public struct RemoteSegmentation: Sendable {
    private let url: String
    private let token: String?

    /// What is being done.
    public enum Stage: Sendable, Hashable {
        case sending
        /// The server has no place; it is asked again.
        case busy(seconds: Int)
        case waiting(before: Int)
        case working(stage: String, progress: Double)
        case fetching
        case writing
    }

    /// - Parameter token: Nil where the server needs none.
    public init(server url: String, token: String?) { (self.url, self.token) = (url, token) }

    /// Sends the images, waits, and writes the results: all of them or none.
    ///
    /// - Parameters:
    ///   - accepted: Called with what the server says of the modalities.
    ///   - stage: Called as the work goes on.
    /// - Returns: Warnings of doubtful images.
    /// - Throws: `WorkflowError` for a request that cannot end well, `RemoteError`, or `FileError`. Where the task is cancelled, the job is too.
    public func run(_ request: SegmentationRequest, accepted: @Sendable (_ given: [String], _ imputed: [String], _ expected: String?) -> Void = { _, _, _ in },
                    stage: @escaping @Sendable (Stage) -> Void = { _ in }) async throws -> [String] {
        try request.check()
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        let result: Result<[String], any Error>
        do { result = .success(try await run(request, RemoteServer(url, token: token, client), accepted, stage)) } catch { result = .failure(error) }
        try? await client.shutdown()
        return try result.get()
    }

    private func run(_ request: SegmentationRequest, _ server: RemoteServer, _ accepted: (_ given: [String], _ imputed: [String], _ expected: String?) -> Void,
                     _ stage: @escaping @Sendable (Stage) -> Void) async throws -> [String] {
        let parts = SegmentationOrder.parts(of: request)
        let first = try await begin(try MultipartForm(texts: parts.texts, files: parts.files), server, stage)
        accepted(first.given, first.imputed, first.expected)
        do {
            let (archive, warnings) = try await wait(for: first, server, stage)
            stage(.writing)
            try write(archive, request)
            try? await server.remove(first.id)
            return warnings
        } catch {
            // The job is of no use to anyone else. This goes on where the task was cancelled.
            await Task { try? await server.remove(first.id) }.value
            throw error
        }
    }

    /// How often a connection that breaks while the images are sent is made anew: a server without a place may hang up before it is heard.
    private static let attempts = 5

    /// Sends the form, again and again where the server has no place.
    private func begin(_ form: MultipartForm, _ server: RemoteServer, _ stage: (Stage) -> Void) async throws -> JobState {
        var broken = 0
        while true {
            var seconds = 1
            if try await server.isReady() {
                stage(.sending)
                do { return try await server.begin(form) } catch RemoteError.refused(_, status: 429, let retryAfter, _) {
                    seconds = min(max(retryAfter ?? 1, 1), 60)
                } catch RemoteError.unreachable where broken < RemoteSegmentation.attempts {
                    broken += 1
                }
            }
            stage(.busy(seconds: seconds))
            try await Task.sleep(for: .seconds(seconds))
        }
    }

    /// The results, when the job has ended, and warnings of doubtful images.
    private func wait(for first: JobState, _ server: RemoteServer, _ stage: (Stage) -> Void) async throws -> (archive: [UInt8], warnings: [String]) {
        var state = first
        while true {
            switch state.state {
            case "waiting": stage(.waiting(before: state.position ?? 0))
            case "running": stage(.working(stage: state.stage ?? "", progress: state.progress))
            case "done":
                stage(.fetching)
                return (Array(buffer: try await server.results(of: first.id)), state.warnings ?? [])
            default: throw RemoteError.failed(url, message: state.message ?? "the work was \(state.state)")
            }
            try await Task.sleep(for: .milliseconds(200))
            state = try await server.state(of: first.id)
        }
    }

    private func write(_ answer: [UInt8], _ request: SegmentationRequest) throws {
        let batch = FileBatch(overwrite: request.overwrite)
        let wanted = SegmentationOutput.allCases.compactMap { output in output.path(in: request).map { (output, $0) } }
        let files = wanted.count == 1 ? [wanted[0].0.fileName: answer] : try ZipArchive.read(answer, from: url)
        for (output, path) in wanted {
            guard var bytes = files[output.fileName] else { throw RemoteError.strange(url) }
            if output.fileName.hasSuffix(".gz"), !path.lowercased().hasSuffix(".gz") { bytes = try GzipMember.contents(bytes, from: url) }
            try batch.add(path) { draft throws(FileError) in try draft.append(bytes) }
        }
        try batch.publish()
    }
}
