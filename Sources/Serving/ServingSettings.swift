import Inference
import Workflow

/// How a server runs.
public struct ServingSettings: Sendable {
    /// The address to listen at; any but a loopback address needs a token file.
    public var host = "127.0.0.1"
    /// 0 for any that is free.
    public var port = 8080
    /// Model files; none for the default one.
    public var models: [String] = []
    /// A file of tokens, one a line, of which callers must show one.
    public var tokenFile: String?
    /// Cases that are worked on at once; the threads are shared out among them.
    public var workers = 1
    /// Threads of all workers together; nil for as many as the process may use.
    public var threads: Int?
    public var precision = Precision.automatic
    /// Cases that are received, wait or are worked on at once; a further one is told to come again.
    public var queueLength = 32
    /// Compiled plans that each worker keeps, one for each subset of modalities and size of tile.
    public var cachedPlans = 2
    public var limits = ServingLimits()
    /// Resident bytes to stay below; by itself what machine and control groups grant. Cases wait for each other, and one for which they are too few
    /// is refused.
    public var memoryLimit = ProcessMemory.grant
    /// The private directory of uploads and results; nil for one in the system's temporary directory.
    public var workFolder: String?
    /// Seconds for which a job's results are kept after its end.
    public var jobLifetime = 3600.0

    public init() {}
}

/// What a server takes at most.
public struct ServingLimits: Sendable, Hashable {
    /// Bytes of a request's body.
    public var bodyBytes = 1 << 30
    /// Bytes of a request for inference on tensors, which are held in memory.
    public var tensorBytes = 256 << 20
    /// Bytes of a request's header.
    public var headerBytes = 16 << 10
    /// Parts of a form.
    public var parts = 32
    /// Voxels of an image: what a small compressed file may unpack to.
    public var voxels = 1 << 27
    /// Seconds in which a request's body must have arrived.
    public var uploadSeconds = 600.0
    /// Seconds for which a connection may be silent, and in which a request's header must have arrived.
    public var idleSeconds = 30
    /// Connections that are open at once.
    public var connections = 512

    public init() {}
}
