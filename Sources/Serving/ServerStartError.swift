import Workflow

/// Why a server does not start.
public enum ServerStartError: ExitCoded, Hashable, Sendable {
    case tokensNeeded(host: String)
    case tokenFile(_ path: String, reason: String)
    case workFolder(_ path: String, reason: String)
    case twoModels(named: String, _ paths: [String])
    case cannotListen(host: String, port: Int, reason: String)

    public var description: String {
        switch self {
        case .tokensNeeded(let host):
            "\(host) can be reached from other machines; give --token-file with tokens that callers must show, or listen at 127.0.0.1"
        case .tokenFile(let path, let reason): "\(path): \(reason); give a file that only you can read, with a token of 16 or more characters a line"
        case .workFolder(let path, let reason): "\(path): \(reason); give another --work-folder"
        case .twoModels(let name, let paths): "the models \(paths.joined(separator: " and ")) are both called \(name); rename one file"
        case .cannotListen(let host, let port, let reason): "cannot listen at \(host), port \(port): \(reason); give another --host or --port"
        }
    }

    public var programExit: ProgramExit {
        switch self {
        case .tokensNeeded, .twoModels: .usage
        case .tokenFile: .badData
        case .workFolder: .cannotWrite
        case .cannotListen: .inputOutput
        }
    }
}
