import ArgumentParser
import Commands
import Foundation
import Logging
import Serving

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answer requests over HTTP: a page for people, an interface for programs.",
        discussion: "Ends on SIGTERM or SIGINT, when what was begun is done. The interface is described at /openapi.yaml.")

    @Option(help: "Model file, may be given several times; default: METAKD_MODEL, else the shipped model.") var model: [String] = []
    @Option(help: ArgumentHelp("Address to listen at; one that other machines reach needs --token-file.", valueName: "ADDRESS")) var host = ServingSettings().host
    @Option(help: "Port to listen at.") var port = ServingSettings().port
    @Option(help: ArgumentHelp("File of tokens, one a line, that only you may read; callers must show one.", valueName: "F")) var tokenFile: String?
    @Option(help: ArgumentHelp("Cases worked on at once; they share the threads.", valueName: "N")) var workers = ServingSettings().workers
    @Option(help: ArgumentHelp("Cases received, waiting or worked on; a further one is told to come again.", valueName: "N")) var queue = ServingSettings().queueLength
    @Option(help: ArgumentHelp("Compiled plans that each worker keeps.", valueName: "N")) var plans = ServingSettings().cachedPlans
    @Option(help: ArgumentHelp("Directory of uploads and results, for this user alone; default: one in the temporary directory.", valueName: "DIR"))
    var workFolder: String?
    @Option(help: ArgumentHelp("Seconds for which a job's results are kept.", valueName: "S")) var jobLifetime = ServingSettings().jobLifetime
    @Option(help: ArgumentHelp("MiB of a request's body at most.", valueName: "N")) var limitBody = ServingLimits().bodyBytes >> 20
    @Option(help: ArgumentHelp("Million voxels of an image at most, unpacked.", valueName: "N")) var limitVoxels = ServingLimits().voxels >> 20
    @Option(help: ArgumentHelp("Seconds in which a body must have arrived.", valueName: "S")) var limitUpload = ServingLimits().uploadSeconds
    @OptionGroup var memory: MemoryOption
    @OptionGroup var precision: PrecisionOption
    @OptionGroup var threads: ThreadOption
    @Option(help: "How lines of the log look.") var logFormat = LogFormat.text
    @Flag(name: .shortAndLong, help: "Log warnings and errors only.") var quiet = false

    func validate() throws {
        func require(_ option: String, _ isRight: Bool, _ expected: String) throws {
            if !isRight { throw ValidationError("--\(option) is out of range, expected \(expected)") }
        }
        try require("port", (0...65535).contains(port), "0 to 65535")
        try require("workers", (1...64).contains(workers), "1 to 64")
        try require("queue", (1...10_000).contains(queue), "1 to 10000")
        try require("plans", (1...64).contains(plans), "1 to 64")
        try require("job-lifetime", jobLifetime > 0 && jobLifetime.isFinite, "more than 0")
        try require("limit-body", (1...1 << 20).contains(limitBody), "1 to 1048576")
        try require("limit-voxels", (1...4096).contains(limitVoxels), "1 to 4096")
        try require("limit-upload", limitUpload > 0 && limitUpload.isFinite, "more than 0")
    }

    func run() throws {
        var settings = ServingSettings()
        (settings.models, settings.host, settings.port, settings.tokenFile) = (model, host, port, tokenFile)
        (settings.workers, settings.queueLength, settings.cachedPlans) = (workers, queue, plans)
        (settings.workFolder, settings.jobLifetime) = (workFolder, jobLifetime)
        (settings.precision, settings.threads, settings.memoryLimit) = (precision.precision, threads.count, memory.bytes)
        (settings.limits.bodyBytes, settings.limits.voxels, settings.limits.uploadSeconds) = (limitBody << 20, limitVoxels << 20, limitUpload)
        let logger = logFormat.logger(level: quiet ? .warning : .info)
        let server = try Server(settings, logger: logger)
        let (host, format) = (host.contains(":") ? "[\(host)]" : host, logFormat)
        try waitFor {
            try await server.run { port in
                let address = "http://\(host):\(port)"
                switch format {
                case .text: printToStandardError("serving at \(address)")
                case .json: logger.notice("serving", metadata: ["address": "\(address)"])
                }
            }
        }
    }
}

extension LogFormat: ExpressibleByArgument {}
