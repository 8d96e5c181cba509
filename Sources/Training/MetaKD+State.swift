extension MetaKD {
    /// All that changes while Algorithm 1 runs.
    public struct State: Sendable, Hashable {
        public var parameters: ParameterValues
        public var average: WeightAverage?
        /// Raw importance weights.
        public var importance: [Float]
        public var optimiser: OptimiserState
        public var importanceOptimiser: OptimiserState

        public init(parameters: ParameterValues, average: WeightAverage?, importance: [Float], optimiser: OptimiserState,
                    importanceOptimiser: OptimiserState) {
            self.parameters = parameters
            self.average = average
            self.importance = importance
            self.optimiser = optimiser
            self.importanceOptimiser = importanceOptimiser
        }
    }
}
