/// Adam: θ ← θ − lr · m̂ / (√v̂ + ε).
public struct Adam: Sendable, Hashable {
    public var beta1: Float = 0.9
    public var beta2: Float = 0.999
    public var epsilon: Float = 1e-8
    /// Added to the gradient as decay · θ.
    public var weightDecay: Float = 0
    private var first: ParameterValues?
    private var second: ParameterValues?
    private var steps = 0

    public init(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }

    /// What is remembered between steps.
    public var state: OptimiserState {
        get { OptimiserState(moments: [first, second].compactMap { $0 }, steps: steps) }
        set { (first, second, steps) = (newValue.moments.first, newValue.moments.last, newValue.steps) }
    }

    /// One step with the given gradients and learning rate; what is not learned stays as it is.
    public mutating func step(_ parameters: inout ParameterValues, _ gradients: ParameterValues, learningRate: Float) {
        var m = first ?? ParameterValues(zerosFor: parameters.parameters)
        var v = second ?? m
        (first, second) = (nil, nil)
        steps += 1
        let correction1 = 1 - power(beta1, steps), correction2 = 1 - power(beta2, steps)
        for p in parameters.values.indices where parameters.parameters[p].isLearned {
            for i in parameters.values[p].indices {
                let g = gradients.values[p][i] + weightDecay * parameters.values[p][i]
                m.values[p][i] = beta1 * m.values[p][i] + (1 - beta1) * g
                v.values[p][i] = beta2 * v.values[p][i] + (1 - beta2) * g * g
                let update = m.values[p][i] / correction1 / ((v.values[p][i] / correction2).squareRoot() + epsilon)
                parameters.values[p][i] -= learningRate * update
            }
        }
        (first, second) = (m, v)
    }

    private func power(_ base: Float, _ exponent: Int) -> Float {
        var (result, factor, left) = (Float(1), base, exponent)
        while left > 0 {
            if left & 1 == 1 { result *= factor }
            factor *= factor
            left >>= 1
        }
        return result
    }
}
