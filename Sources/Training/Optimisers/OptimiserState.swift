/// What an optimiser remembers between steps, for checkpoints.
public struct OptimiserState: Sendable, Hashable {
    /// SGD's velocity, or Adam's first and second moments; empty before the first step.
    public var moments: [ParameterValues] = []
    /// Steps made, where the optimiser counts them.
    public var steps = 0

    public init(moments: [ParameterValues] = [], steps: Int = 0) {
        self.moments = moments
        self.steps = steps
    }
}

extension Optimiser {
    public var state: OptimiserState {
        get {
            switch self {
            case .sgd(let sgd): sgd.state
            case .adam(let adam): adam.state
            }
        }
        set {
            switch self {
            case .sgd(var sgd):
                sgd.state = newValue
                self = .sgd(sgd)
            case .adam(var adam):
                adam.state = newValue
                self = .adam(adam)
            }
        }
    }

    /// Moments that the optimiser keeps once it has made a step.
    public var momentCount: Int {
        switch self {
        case .sgd: 1
        case .adam: 2
        }
    }
}
