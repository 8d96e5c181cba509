import Tensors

/// What a compiled plan does, step by step, and where its values lie: for people and programs to read, not to run.
public struct PlanExplanation: Sendable, Codable, Hashable {
    /// What a step reads: a modality's image or a buffer, and what is applied to it as it is loaded.
    public struct Input: Sendable, Codable, Hashable {
        public var image: Int?
        public var buffer: Int?
        /// Whether an instance norm's scale and shift are applied.
        public var isNormalised: Bool
        /// Negative slope of the activation that is applied; 1 for none.
        public var slope: Float

        package init(image: Int? = nil, buffer: Int? = nil, isNormalised: Bool, slope: Float) {
            (self.image, self.buffer, self.isNormalised, self.slope) = (image, buffer, isNormalised, slope)
        }
    }

    /// One step. Each feature map, image and weight that it needs is counted once in its bytes, as if caches were large.
    public struct Step: Sendable, Codable, Hashable {
        /// `convolution`, `transposed convolution`, `max pool`, or what else the step does.
        public var operation: String
        /// The graph's node; nil where the engine added the step.
        public var node: String?
        /// How a convolution is computed: by `taps`, at Winograd's `points`, or as a matrix `product`.
        public var method: String?
        /// Kernel of a convolution or window of a pooling: depth, height, width.
        public var kernel: [Int]?
        public var inputs: [Input]
        /// The buffer that is written; nil for statistics.
        public var output: Int?
        /// [C, D, H, W] of the result.
        public var shape: [Int]
        /// Whether it adds to what the buffer holds: a part of a convolution over joined features.
        public var accumulates = false
        /// Whether it also finds its output's mean and variance.
        public var gathersStatistics = false
        /// Multiply-adds by taps with imputed inputs folded into the weights, and as they are computed.
        public var multiplyAddsFolded = 0
        public var multiplyAddsRun = 0
        public var bytesRead: Int
        public var bytesWritten: Int
        /// Median seconds in a measured run.
        public var seconds: Double?
    }

    /// A buffer's place in the arena and the steps from the one that writes it to the last that reads it.
    public struct Buffer: Sendable, Codable, Hashable {
        public var offset: Int
        public var bytes: Int
        /// `float32`, `bfloat16`, `recomputed` (wherever it is read) or `result` (the caller's memory).
        public var storage: String
        public var firstStep: Int
        public var lastStep: Int
    }

    public var instructionSet: String
    public var threads: Int
    /// Of the graph as written; by taps with imputed inputs folded into the weights; and as computed.
    public var multiplyAddsWritten: Int
    public var multiplyAddsFolded: Int
    public var multiplyAddsRun: Int
    public var steps: [Step]
    public var buffers: [Buffer]
    /// Bytes of the arena that holds all buffers, of the threads' scratch memory, and of the packed weights.
    public var arenaBytes: Int
    public var scratchBytes: Int
    public var weightBytes: Int
}
