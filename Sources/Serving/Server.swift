import Dispatch
import Foundation
import Hummingbird
import HummingbirdCore
import Kernels
import Logging
import Synchronization
import Workflow

/// Serves models over HTTP: segmentation and classification, the Open Inference Protocol, and a page for people.
public struct Server: Sendable {
    private let settings: ServingSettings
    private let parts: ServerParts
    private let tokens: Tokens?
    private let workers: [Worker]
    private let logger: Logger

    /// Loads the models, and takes up what an earlier server left behind.
    ///
    /// - Throws: `ServerStartError`, `ModelError`, `WorkflowError` or `InstructionSetError`.
    public init(_ settings: ServingSettings, logger: Logger) throws {
        (self.settings, self.logger) = (settings, logger)
        tokens = try settings.tokenFile.map { path throws(ServerStartError) in try Tokens(file: path) }
        guard tokens != nil || Server.isLoopback(settings.host) else { throw ServerStartError.tokensNeeded(host: settings.host) }
        let models = try ServedModels(settings.models)
        let threads = settings.threads ?? Machine.availableProcessors
        workers = try (0..<settings.workers).map { _ in
            try Worker(models.all, settings.precision, threads: max(threads / settings.workers, 1), cachedPlans: settings.cachedPlans)
        }
        let memory = MemoryGate(limit: settings.memoryLimit, makeRoom: { [workers] in workers.forEach { $0.removePlans() } })
        workers.forEach { $0.memory = memory }
        // What the server writes is for this user alone.
        umask(0o077)
        let folder = try WorkFolder(settings.workFolder ?? WorkFolder.standard(port: settings.port))
        let (queue, metrics) = (WorkQueue(length: settings.queueLength, workers: settings.workers), ServerMetrics())
        let store = JobStore(queue, metrics, lifetime: settings.jobLifetime, logger)
        store.takeUp(folder.remainingFolders(), models)
        parts = ServerParts(limits: settings.limits, models: models, folder: folder, queue: queue, store: store, metrics: metrics)
    }

    private static func isLoopback(_ host: String) -> Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    /// Serves until SIGTERM or SIGINT; then what was begun is ended.
    ///
    /// - Parameter listening: Called with the port once connections are taken.
    /// - Throws: `ServerStartError.cannotListen`.
    public func run(listening: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
        startWorkers()
        let idle = settings.limits.idleSeconds
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(seconds: idle)], idleTimeout: .seconds(Int64(idle)),
            httpDecoderConfiguration: .init(maxHeaderFieldSize: settings.limits.headerBytes, maxHeaderListSize: settings.limits.headerBytes, maxHeaderFieldCount: 100))
        let application = Application(
            router: router, server: .http1(configuration: http),
            configuration: ApplicationConfiguration(address: .hostname(settings.host, port: settings.port), serverName: "metakd-infer/\(programVersion)",
                                                    availableConnectionsDelegate: MaximumAvailableConnections(settings.limits.connections)),
            services: [parts.store], onServerRunning: { listening($0.localAddress?.port ?? 0) }, logger: logger)
        do { try await application.runService() } catch {
            throw ServerStartError.cannotListen(host: settings.host, port: settings.port, reason: "\(error)")
        }
        // What is still being let go of when the process ends would stay.
        parts.folder.removeFolders(except: parts.store.names)
    }

    private func startWorkers() {
        for (number, worker) in workers.enumerated() {
            let thread = Thread { [queue = parts.queue] in queue.serve(worker) }
            thread.name = "worker \(number)"
            thread.start()
        }
    }

    private var router: Router<ServingContext> {
        let router = Router(context: ServingContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestRecorder(metrics: parts.metrics))
        router.add(middleware: SecurityHeaders())
        router.add(middleware: Authentication(tokens: tokens))
        PageRoutes().add(to: router)
        ModelRoutes(models: parts.models).add(to: router)
        OperationRoutes(parts: parts).add(to: router)
        SegmentationRoutes(parts: parts).add(to: router)
        JobRoutes(parts: parts).add(to: router)
        ClassificationRoutes(parts: parts).add(to: router)
        OpenInferenceRoutes(parts: parts).add(to: router)
        MethodRoutes().add(to: router)
        return router
    }
}

/// What the routes work with.
struct ServerParts: Sendable {
    let limits: ServingLimits
    let models: ServedModels
    let folder: WorkFolder
    let queue: WorkQueue
    let store: JobStore
    let metrics: ServerMetrics

    /// What a worker makes of a request that waits for it.
    ///
    /// - Throws: `RequestError`: why it was not done.
    func value<Value: Sendable>(in place: WorkQueue.Place, _ body: @escaping @Sendable (Worker, Job) throws -> Value) async throws(RequestError) -> Value {
        let result = SharedResult<Value>()
        let job = Job(queue, place, metrics) { worker, job in result.set(try body(worker, job)) }
        switch await job.value() {
        case .done: return result.value!
        case .failed(let error): throw error
        case .waiting, .running, .cancelled: throw .cancelled
        }
    }

    /// Receives a request to segment, its images into a new folder, in time.
    func order(_ body: RequestBody, of request: Request, _ context: ServingContext,
               defaultOutputs: [SegmentationOutput]) async throws -> (order: SegmentationOrder, folder: JobFolder) {
        let (folder, limits) = (try folder.makeFolder(), limits)
        try ServerParts.checkHead(request, limits)
        guard let parser = MultipartParser(contentType: request.headers[.contentType]) else { throw RequestError.badMediaType(expected: "multipart/form-data") }
        context.awaitBody()
        let form = try await withDeadline(seconds: limits.uploadSeconds) {
            try await Form.receive(body, parser, limits, in: folder, fileName: SegmentationOrder.fileName)
        }
        let order = try SegmentationOrder(form, models, defaultOutputs: defaultOutputs)
        try order.check(folder, limits, models.model(order.model).file.header.inference)
        return (order, folder)
    }

    /// A new folder for a request whose head says nothing against its body, which is then awaited.
    func makeFolder(for request: Request, _ context: ServingContext) throws(RequestError) -> JobFolder {
        let folder = try folder.makeFolder()
        try ServerParts.checkHead(request, limits)
        context.awaitBody()
        return folder
    }

    /// Stores a body as it is, in time.
    ///
    /// - Parameter limit: Bytes; `unit` is what they are of, for the error.
    func store(_ body: RequestBody, limit: Int, of unit: String = "bytes", in folder: JobFolder, as name: String) async throws {
        try await withDeadline(seconds: limits.uploadSeconds) {
            let file = try UploadedFile(folder.file(name))
            try await body.forEachPiece(limit: limit, of: unit) { try await file.append($0) }
            try await file.flush()
        }
    }

    /// Refuses a body that says beforehand that it is too large, or packed: what it unpacks to would have no limit.
    private static func checkHead(_ request: Request, _ limits: ServingLimits) throws(RequestError) {
        if let encoding = request.headers[.contentEncoding], encoding.lowercased() != "identity" { throw .badMediaType(expected: "a body without Content-Encoding") }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limits.bodyBytes { throw .tooLarge("the body", limit: "\(limits.bodyBytes) bytes") }
    }
}

/// A value that one thread makes and another takes.
private final class SharedResult<Value: Sendable>: Sendable {
    private let state = Mutex<Value?>(nil)
    var value: Value? { state.withLock { $0 } }
    func set(_ value: Value) { state.withLock { $0 = value } }
}
