import Foundation
import Networks
import Tensors
import Testing
import Training

/// Optimisers and schedules against their recurrences in double precision.
@Suite struct OptimiserTests {
    static let parameters = [Parameter(name: "a", shape: [2, 3]), Parameter(name: "b", shape: [5])]
    static let steps = 12

    @Test(arguments: [(0.9, 0), (0.99, 1e-2), (0, 0)]) func nesterovMomentum(momentum: Double, decay: Double) {
        var velocity: [String: [Double]] = [:]
        expectSteps(.sgd(SGD(momentum: Float(momentum), weightDecay: Float(decay)))) { name, theta, gradient, rate, _ in
            let g = zip(gradient, theta).map { $0 + decay * $1 }
            let v = zip(velocity[name] ?? g.map { _ in 0 }, g).map { momentum * $0 + $1 }
            velocity[name] = v
            return theta.indices.map { theta[$0] - rate * (g[$0] + momentum * v[$0]) }
        }
    }

    @Test(arguments: [(0.9, 0.999, 0), (0.5, 0.9, 1e-2)], [false, true]) func adam(betas: (Double, Double, decay: Double), isDecoupled: Bool) {
        let (beta1, beta2, decay) = betas
        let (coupled, apart) = isDecoupled ? (0, decay) : (decay, 0)
        var (first, second): ([String: [Double]], [String: [Double]]) = ([:], [:])
        let optimiser = Adam(beta1: Float(beta1), beta2: Float(beta2), weightDecay: Float(decay), isDecoupled: isDecoupled)
        expectSteps(.adam(optimiser)) { name, theta, gradient, rate, step in
            let g = zip(gradient, theta).map { $0 + coupled * $1 }
            let m = zip(first[name] ?? g.map { _ in 0 }, g).map { beta1 * $0 + (1 - beta1) * $1 }
            let v = zip(second[name] ?? g.map { _ in 0 }, g).map { beta2 * $0 + (1 - beta2) * $1 * $1 }
            (first[name], second[name]) = (m, v)
            let (c1, c2) = (1 - pow(beta1, Double(step)), 1 - pow(beta2, Double(step)))
            return theta.indices.map { (1 - rate * apart) * theta[$0] - rate * (m[$0] / c1) / ((v[$0] / c2).squareRoot() + 1e-8) }
        }
    }

    /// a ← d · a + (1 − d) · θ with d = min(decay, (1 + t) / (10 + t)).
    @Test(arguments: [0.5, 0.99]) func weightsAreAveraged(decay: Double) {
        var random = SeededGenerator(seed: 8)
        var theta = ParameterValues(zerosFor: Self.parameters)
        var average = WeightAverage(decay: Float(decay), values: theta)
        var expected = theta.values.map { $0.map(Double.init) }
        for t in 0..<Self.steps {
            for p in theta.values.indices { for i in theta.values[p].indices { theta.values[p][i] = random.normal() } }
            average.add(theta)
            let d = min(decay, Double(1 + t) / Double(10 + t))
            for p in expected.indices { for i in expected[p].indices { expected[p][i] = d * expected[p][i] + (1 - d) * Double(theta.values[p][i]) } }
        }
        #expect(average.steps == Self.steps)
        for (found, expected) in zip(average.values.values, expected) {
            #expect(zip(found, expected).allSatisfy { abs(Double($0) - $1) <= Double(Self.steps) * 0x1p-22 })
        }
    }

    /// The first step of Adam is the learning rate, whatever the gradient's size.
    @Test(arguments: [Float(1e-3), 1, 1e3]) func adamsFirstStepIsTheLearningRate(size: Float) {
        let single = [Parameter(name: "a", shape: [2])]
        var (theta, gradient) = (ParameterValues(zerosFor: single), ParameterValues(zerosFor: single))
        gradient["a"] = [size, -size]
        var optimiser = Optimiser.adam(Adam())
        optimiser.step(&theta, gradient, learningRate: 0.1)
        #expect(abs(theta["a"][0] + 0.1) < 2e-6 && abs(theta["a"][1] - 0.1) < 2e-6)
    }

    @Test func warmUpIsLinearAndReachesThePeak() {
        let rate = LearningRate(peak: 0.5, warmUp: 4, iterations: 100)
        #expect((0..<4).map { rate($0) } == [0.125, 0.25, 0.375, 0.5])
        #expect(rate(4) == 0.5)
    }

    @Test(arguments: [0, 10]) func cosineGoesFromThePeakToZero(warmUp: Int) {
        let rate = LearningRate(peak: 0.2, warmUp: warmUp, iterations: 110)
        let decay = 110 - warmUp
        #expect(rate(warmUp) == 0.2 && abs(rate(110)) < 1e-8 && abs(rate(500)) < 1e-8)
        for i in 0...decay {
            let expected = 0.1 * (1 + cos(Double.pi * Double(i) / Double(decay)))
            #expect(abs(Double(rate(warmUp + i)) - expected) < 0.2 * 0x1p-20, "iteration \(i)")
        }
        #expect((warmUp..<110).allSatisfy { rate($0) > rate($0 + 1) })
    }

    /// peak · (1 − x)^power, x from the end of the warm-up to the last iteration.
    @Test(arguments: [(0, 0.9), (10, 0.9), (10, 2)]) func polynomialGoesFromThePeakToZero(warmUp: Int, power: Double) {
        let rate = LearningRate(peak: 0.2, warmUp: warmUp, iterations: 110, decay: .polynomial(power: Float(power)))
        let decay = 110 - warmUp
        for i in 0...decay {
            let expected = 0.2 * pow(1 - Double(i) / Double(decay), power)
            #expect(abs(Double(rate(warmUp + i)) - expected) < 0.2 * 0x1p-20, "iteration \(i)")
        }
        #expect(rate(500) == 0 && rate(warmUp) == 0.2)
    }

    @Test func aRunThatIsAllWarmUpHasARate() { #expect(LearningRate(peak: 1, warmUp: 5, iterations: 5)(4) == 1) }

    /// Runs an optimiser on random gradients beside a plain recurrence.
    private func expectSteps(_ start: Optimiser,
                             _ recurrence: (_ name: String, _ theta: [Double], _ gradient: [Double], _ rate: Double, _ step: Int) -> [Double]) {
        var (optimiser, random) = (start, SeededGenerator(seed: 3))
        var (found, gradients) = (ParameterValues(zerosFor: Self.parameters), ParameterValues(zerosFor: Self.parameters))
        func draw() -> [[Float]] { Self.parameters.map { (0..<$0.count).map { _ in random.normal() } } }
        found.values = draw()
        var expected = Dictionary(uniqueKeysWithValues: Self.parameters.map { ($0.name, found[$0.name].map(Double.init)) })
        for step in 1...Self.steps {
            gradients.values = draw()
            let rate = 0.01 * Double(step)
            optimiser.step(&found, gradients, learningRate: Float(rate))
            for parameter in Self.parameters {
                let name = parameter.name
                expected[name] = recurrence(name, expected[name]!, gradients[name].map(Double.init), rate, step)
                // A dozen roundings in each step, and factors near 1 that are rounded when they are made.
                expectClose(found[name], expected[name]!.map { Float($0) }, Float(16 * step) * 0x1p-23, "\(name), step \(step)")
            }
        }
    }
}
