extension MetaKD {
    /// All that changes while Algorithm 1 runs.
    public struct State: Sendable, Hashable {
        public var parameters: ParameterValues
        /// Raw importance weights.
        public var importance: [Float]
        public var optimiser: OptimiserState
        public var importanceOptimiser: OptimiserState

        public init(parameters: ParameterValues, importance: [Float], optimiser: OptimiserState, importanceOptimiser: OptimiserState) {
            self.parameters = parameters
            self.importance = importance
            self.optimiser = optimiser
            self.importanceOptimiser = importanceOptimiser
        }
    }
}
