import Workflow

/// Why work on a server elsewhere could not be done.
public enum RemoteError: ExitCoded, Hashable, Sendable {
    case badURL(_ url: String)
    case unreachable(_ server: String, reason: String)
    case refused(_ server: String, status: Int, retryAfter: Int?, message: String)
    case failed(_ server: String, message: String)
    case strange(_ server: String)
    case unreadable(_ path: String)

    public var description: String {
        switch self {
        case .badURL(let url): "\(url.debugDescription) is no address of a server; give --server http://HOST:PORT or https://HOST"
        case .unreachable(let server, let reason): "\(server): no answer (\(reason)); check --server, and that `metakd-infer serve` runs there"
        case .refused(let server, let status, _, let message): "\(server) answers \(status): \(message)"
        case .failed(let server, let message): "\(server): \(message)"
        case .strange(let server): "\(server): its answer is not that of `metakd-infer serve`; check --server, or use the program's version that it has"
        case .unreadable(let path): "\(path): cannot be read; check the path"
        }
    }

    public var programExit: ProgramExit {
        switch self {
        case .badURL: .usage
        case .unreadable: .inputMissing
        case .failed: .badData
        case .refused(_, let status, _, _): [400, 404, 413, 415, 422].contains(status) ? .badData : .inputOutput
        case .unreachable, .strange: .inputOutput
        }
    }
}
