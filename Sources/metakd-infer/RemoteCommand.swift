import ArgumentParser
import Commands
import Foundation
import Serving
import Workflow

struct RemoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remote", abstract: "Have a server do the work: what `metakd-infer serve` runs elsewhere.", subcommands: [RemoteSegmentCommand.self])
}

struct RemoteSegmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segment", abstract: "Segment one case on a server, from whichever of its modalities there are.",
        usage: "metakd-infer remote segment --server URL [--flair F] [--t1 F] [--t1c F] [--t2 F] -o MASK.nii.gz")

    @Option(help: ArgumentHelp("Where the server is: http://HOST:PORT or https://HOST.", valueName: "URL")) var server: String
    @Option(help: ArgumentHelp("File whose first line is the token that the server needs; default: METAKD_TOKEN.", valueName: "F")) var tokenFile: String?
    @OptionGroup var options: CaseOptions
    @Option(help: "Name of the server's model; default: its first one.") var model: String?

    func run() throws {
        let (request, quiet) = (options.request(model: model), options.quiet)
        let (remote, line) = (RemoteSegmentation(server: server, token: try token()), ProgressLine(quiet: quiet))
        defer { line.clear() }
        try waitFor(isCancellable: true) {
            let warnings = try await remote.run(request, accepted: { given, imputed, expected in
                line.clear()
                if !quiet { printToStandardError(GivenText.of(given, imputed, expected)) }
            }, stage: { line.show(RemoteSegmentCommand.text($0)) })
            line.clear()
            if !quiet { for warning in warnings { printToStandardError("warning: \(warning)") } }
        }
    }

    private func token() throws -> String? {
        guard let tokenFile else { return ProcessInfo.processInfo.environment["METAKD_TOKEN"] }
        guard let text = try? String(contentsOfFile: tokenFile, encoding: .utf8) else { throw RemoteError.unreadable(tokenFile) }
        return text.split(whereSeparator: \.isNewline).first.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static func text(_ stage: RemoteSegmentation.Stage) -> String {
        switch stage {
        case .sending: "sending the images"
        case .busy(let seconds): "the server is busy; asking again in \(seconds) s"
        case .waiting(let before): "waiting: \(before) before this one"
        case .working(let stage, let progress): "\(stage): \(Int(100 * progress)) %"
        case .fetching: "fetching the results"
        case .writing: "writing"
        }
    }
}
