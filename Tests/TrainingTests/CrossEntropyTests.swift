import Networks
import Tensors
import Testing
import Training

@Suite struct CrossEntropyTests {
    private static var values: ParameterValues {
        var values = ParameterValues(zerosFor: [Parameter(name: "learned", shape: [2]), Parameter(name: "running", shape: [2], isLearned: false)])
        (values["learned"], values["running"]) = ([1, 2], [3, 4])
        return values
    }

    /// Three records of logits (0, ln 3), (0, 0), (ln 3, 0) with classes 1, 0, 1: −ln ¾, −ln ½, −ln ¼.
    private let logits = Tensor(Shape(2, 1, 1, 3), [0, 0, 1.0986123, 1.0986123, 0, 0]).converted(to: .blocked)

    @Test func isTheMeanOverRecords() {
        let gradient = Tensor(logits.shape, layout: .blocked)
        let result = CrossEntropyLoss()(logits, labels: [1, 0, 1], gradient: gradient)
        #expect(abs(result.total - (0.2876821 + 0.6931472 + 1.3862944) / 3) < 1e-6 && result.correct == 2 && result.records == 3)
        let expected: [Float] = [0.25, -0.5, 0.75, -0.25, 0.5, -0.75].map { $0 / 3 }
        for (found, expected) in zip(gradient.planarElements(), expected) { #expect(abs(found - expected) < 1e-6) }
    }

    @Test func weightsClasses() {
        let gradient = Tensor(logits.shape, layout: .blocked)
        let result = CrossEntropyLoss(classWeights: [3, 1])(logits, labels: [1, 0, 1], gradient: gradient)
        #expect(abs(result.total - (0.2876821 + 3 * 0.6931472 + 1.3862944) / 5) < 1e-6)
        #expect(abs(gradient.planarElements()[1] + 0.5 * 3 / 5) < 1e-6)
    }

    @Test func staysFiniteFarOut() {
        let far = Tensor(Shape(2, 1, 1, 1), [500, -500]).converted(to: .blocked), gradient = Tensor(Shape(2, 1, 1, 1), layout: .blocked)
        #expect(CrossEntropyLoss()(far, labels: [1], gradient: gradient).total == 1000)
        #expect(gradient.planarElements() == [1, -1])
    }

    /// More classes than a block holds.
    @Test func readsManyClasses() {
        let logits = Tensor(Shape(20, 1, 1, 2), (0..<40).map { $0 == 37 ? 9 : 0 }).converted(to: .blocked), gradient = Tensor(Shape(20, 1, 1, 2), layout: .blocked)
        let result = CrossEntropyLoss()(logits, labels: [4, 18], gradient: gradient)
        #expect(result.correct == 1 && abs(gradient.planarElements().reduce(0, +)) < 1e-6)
    }

    @Test func optimisersLeaveWhatIsNotLearned() throws {
        let golden = CrossEntropyTests.values
        for optimiser in [Optimiser.adam(Adam(weightDecay: 1)), .sgd(SGD(weightDecay: 1))] {
            var (optimiser, values) = (optimiser, golden)
            optimiser.step(&values, golden, learningRate: 0.1)
            #expect(values["learned"] != golden["learned"] && values["running"] == golden["running"])
        }
    }
}
