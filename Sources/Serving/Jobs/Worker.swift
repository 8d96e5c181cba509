import Kernels
import Inference
import ModelFormat
import Workflow

/// A model that the server answers for, by the name of its file without `.metakd`.
struct ServedModel: Sendable {
    let name: String
    let file: ModelFile
}

/// Does jobs with models that it keeps loaded, compiled plans included. It is used by one thread at a time.
final class Worker: @unchecked Sendable {
    /// What keeps the memory of this process below a limit. A server gives all of its workers the same one before they begin.
    var memory = MemoryGate(limit: ProcessMemory.grant)
    private var segmentation: [String: SegmentationJob] = [:]
    private var classification: [String: ClassificationJob] = [:]

    /// - Throws: As the jobs' initialisers, for a model that fits none of them.
    init(_ models: [ServedModel], _ precision: Precision, threads: Int, cachedPlans: Int) throws {
        let machine = try Machine(threads: threads)
        for model in models {
            switch model.file.header.task {
            case .segmentation: segmentation[model.name] = try SegmentationJob(model.file, precision: precision, machine: machine, cachedPlans: cachedPlans)
            case .classification: classification[model.name] = try ClassificationJob(model.file, threads: threads)
            }
        }
    }

    /// Lets go of compiled plans, while the worker has none of its work admitted.
    func removePlans() { segmentation.values.forEach { $0.removePlans() } }

    /// The job for a model of whose task the caller has made sure.
    func segmentation(_ model: String) -> SegmentationJob { segmentation[model]! }
    func classification(_ model: String) -> ClassificationJob { classification[model]! }
}
