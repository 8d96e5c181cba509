/// How gradients change the weights.
public enum Optimiser: Sendable, Hashable {
    case sgd(SGD)
    case adam(Adam)

    /// One step with the given gradients and learning rate.
    public mutating func step(_ parameters: inout ParameterValues, _ gradients: ParameterValues, learningRate: Float) {
        switch self {
        case .sgd(var sgd):
            self = .sgd(SGD())
            sgd.step(&parameters, gradients, learningRate: learningRate)
            self = .sgd(sgd)
        case .adam(var adam):
            self = .adam(Adam())
            adam.step(&parameters, gradients, learningRate: learningRate)
            self = .adam(adam)
        }
    }
}
