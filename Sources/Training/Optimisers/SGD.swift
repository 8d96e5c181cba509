/// Stochastic gradient descent with Nesterov momentum: v ← μ v + g; θ ← θ − lr · (g + μ v).
public struct SGD: Sendable, Hashable {
    public var momentum: Float = 0.99
    /// Added to the gradient as decay · θ.
    public var weightDecay: Float = 0
    private var velocity: ParameterValues?
    private var steps = 0

    public init(momentum: Float = 0.99, weightDecay: Float = 0) {
        self.momentum = momentum
        self.weightDecay = weightDecay
    }

    /// What is remembered between steps.
    public var state: OptimiserState {
        get { OptimiserState(moments: velocity.map { [$0] } ?? [], steps: steps) }
        set { (velocity, steps) = (newValue.moments.first, newValue.steps) }
    }

    /// One step with the given gradients and learning rate; what is not learned stays as it is.
    public mutating func step(_ parameters: inout ParameterValues, _ gradients: ParameterValues, learningRate: Float) {
        var v = velocity ?? ParameterValues(zerosFor: parameters.parameters)
        velocity = nil
        steps += 1
        for p in parameters.values.indices where parameters.parameters[p].isLearned {
            for i in parameters.values[p].indices {
                let g = gradients.values[p][i] + weightDecay * parameters.values[p][i]
                v.values[p][i] = momentum * v.values[p][i] + g
                parameters.values[p][i] -= learningRate * (g + momentum * v.values[p][i])
            }
        }
        velocity = v
    }
}
