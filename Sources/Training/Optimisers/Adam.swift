/// Adam: θ ← θ − lr · m̂ / (√v̂ + ε).
public struct Adam: Sendable, Hashable {
    public var beta1: Float = 0.9
    public var beta2: Float = 0.999
    public var epsilon: Float = 1e-8
    /// Added to the gradient as decay · θ, unless it is decoupled.
    public var weightDecay: Float = 0
    /// Whether the decay leaves the gradient alone and takes lr · decay · θ from θ itself (AdamW). Otherwise it is scaled by 1 / √v̂ like any
    /// gradient, and weights that nothing else pulls at go to 0 at the full learning rate, however small the decay.
    public var isDecoupled = false
    private var first: ParameterValues?
    private var second: ParameterValues?
    private var steps = 0

    public init(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0, isDecoupled: Bool = false) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.isDecoupled = isDecoupled
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
            parameters.values[p].withUnsafeMutableBufferPointer { parameters in
                m.values[p].withUnsafeMutableBufferPointer { m in
                    v.values[p].withUnsafeMutableBufferPointer { v in
                        gradients.values[p].withUnsafeBufferPointer { gradients in
                            step(parameters, gradients, m, v, correction1, correction2, learningRate)
                        }
                    }
                }
            }
        }
        (first, second) = (m, v)
    }

    /// One step of one parameter, through pointers so that the loop vectorises.
    private func step(_ parameters: UnsafeMutableBufferPointer<Float>, _ gradients: UnsafeBufferPointer<Float>, _ m: UnsafeMutableBufferPointer<Float>,
                      _ v: UnsafeMutableBufferPointer<Float>, _ correction1: Float, _ correction2: Float, _ learningRate: Float) {
        let (coupled, kept) = isDecoupled ? (0, 1 - learningRate * weightDecay) : (weightDecay, 1)
        for i in parameters.indices {
            let g = gradients[i] + coupled * parameters[i]
            m[i] = beta1 * m[i] + (1 - beta1) * g
            v[i] = beta2 * v[i] + (1 - beta2) * g * g
            let update = m[i] / correction1 / ((v[i] / correction2).squareRoot() + epsilon)
            parameters[i] = kept * parameters[i] - learningRate * update
        }
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
