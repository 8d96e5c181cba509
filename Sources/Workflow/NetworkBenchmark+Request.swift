import Inference
import Tensors

extension NetworkBenchmark {
    /// What is to be measured.
    public struct Request: Sendable {
        /// The model file.
        public var model: String
        /// Voxels of the images.
        public var extent: Extent
        /// The present modalities, such as `flair,t1`; nil for all.
        public var subset: String?
        public var precision = Precision.fp32
        /// Threads; nil for all that the process may use.
        public var threads: Int?
        /// Timed runs.
        public var repeats = 5
        /// Runs before those, which are not timed.
        public var warmUps = 1
        /// Seed of the images.
        public var seed: UInt64 = 1
        /// Whether the kernels are compared with the scalar ones, after the timed runs.
        public var checks = true
        /// Whether the result holds the plan.
        public var explains = false
        /// Whether the plan's steps are timed, in as many further runs.
        public var profiles = false

        public init(model: String, extent: Extent) { (self.model, self.extent) = (model, extent) }
    }
}
