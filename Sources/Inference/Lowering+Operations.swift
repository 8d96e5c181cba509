import Networks
import Tensors

/// The operations other than convolutions.
extension Lowering {
    mutating func normalise(_ norm: InstanceNorm, _ input: Operand) -> Operand {
        var value = inBuffer(input.isPlain ? input : materialise(input))
        let normalisation = Normalisation(weight: weights(norm.weight), bias: weights(norm.bias), epsilon: norm.epsilon)
        if case .convolve(var step)? = program.steps.last, .buffer(step.output) == value.place, step.normalisation == nil,
           !step.method.geometry.isTransposed {
            step.normalisation = normalisation
            program.steps[program.steps.count - 1] = .convolve(step)
        } else {
            program.steps.append(.statistics(of: value, normalisation))
        }
        value.normalisation = normalisation
        return value
    }

    mutating func activate(_ activation: LeakyReLU, _ input: Operand) -> Operand {
        var value = input.slope == 1 ? input : materialise(input)
        value.slope = activation.slope
        return value
    }

    mutating func pool(_ pool: MaxPool, _ input: Operand, _ shape: Shape) -> Operand {
        let (input, buffer) = (inBuffer(input), program.makeBuffer(shape))
        program.steps.append(.maxPool(.init(input: input, pool: pool, output: buffer, outputShape: shape)))
        return Operand(place: .buffer(buffer), shape: shape)
    }

    mutating func globalMean(_ input: Operand, _ shape: Shape) -> Operand {
        let (input, buffer) = (plain(input), program.makeBuffer(shape))
        program.steps.append(.globalMean(input, into: buffer))
        return Operand(place: .buffer(buffer), shape: shape)
    }

    mutating func spread(_ input: Operand, _ shape: Shape) -> Operand {
        let (input, buffer) = (inBuffer(input), program.makeBuffer(shape))
        program.steps.append(.spread(input, into: buffer, shape))
        return Operand(place: .buffer(buffer), shape: shape)
    }

    mutating func resize(_ resize: Resize, _ input: Operand, _ shape: Shape) -> Operand {
        let (input, buffer) = (plain(input), program.makeBuffer(shape))
        program.steps.append(.resize(input, resize, into: buffer))
        return Operand(place: .buffer(buffer), shape: shape)
    }

    mutating func add(_ a: Operand, _ b: Operand, _ shape: Shape) -> Operand {
        let (a, b, buffer) = (inBuffer(a), inBuffer(b), program.makeBuffer(shape))
        program.steps.append(.add(a, b, into: buffer))
        return Operand(place: .buffer(buffer), shape: shape)
    }

    mutating func materialise(_ value: Operand) -> Operand {
        let buffer = program.makeBuffer(value.shape)
        program.steps.append(.materialise(value, into: buffer))
        return Operand(place: .buffer(buffer), shape: value.shape)
    }

    /// The value in blocked layout.
    private mutating func inBuffer(_ value: Operand) -> Operand { if case .image = value.place { materialise(value) } else { value } }

    /// The value in blocked layout with nothing deferred.
    private mutating func plain(_ value: Operand) -> Operand { inBuffer(value.isPlain ? value : materialise(value)) }
}
