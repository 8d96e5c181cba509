import Kernels
import Networks
import Tensors
import TestSupport
import Testing
import Training

/// The trainer's gradients against central differences of the reference, which computes in double precision, so that a
/// step of 10⁻⁶ is neither lost in rounding nor large enough to reach another piece of an activation or a maximum.
@Suite struct GradientTests {
    static let step = 1e-6

    @Test(arguments: OperationCase.trainable) func weightGradientsAreTheSlopesOfTheLoss(on c: OperationCase) throws {
        for subset in c.subsets {
            let probe = Probe(c, subset)
            let found = InstructionSet.supported.map { ($0, probe.gradients(Machine(instructionSet: $0, threads: 2))) }
            for (number, parameter) in found[0].1.parameters.enumerated() {
                // Random signs: every element of the gradient counts in each direction.
                for stream in 0..<3 {
                    var random = SeededGenerator(seed: UInt64(number), stream: UInt64(stream))
                    let direction = (0..<parameter.count).map { _ in random.chance(0.5) ? 1.0 : -1.0 }
                    let expected = probe.slope(GradientTests.step) { reference, step in
                        for (i, d) in direction.enumerated() { reference.weights[parameter.name]![i] += step * d }
                    }
                    for (isa, gradients) in found {
                        let slope = zip(gradients[parameter.name], direction).reduce(0) { $0 + Double($1.0) * $1.1 }
                        let size = gradients[parameter.name].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
                        #expect(abs(slope - expected) <= c.gradientTolerance * size,
                                "\(parameter.name), \(subset.indices), \(isa): \(slope), expected \(expected)")
                    }
                }
            }
        }
    }

    @Test(arguments: OperationCase.trainable) func scaleGradientsAreTheSlopesOfTheLoss(on c: OperationCase) throws {
        for subset in c.subsets {
            var probe = Probe(c, subset)
            probe.scales = (0..<c.graph.modalities).map { 0.7 + 0.2 * Float($0) }
            for isa in InstructionSet.supported {
                let found = probe.scaleGradient(Machine(instructionSet: isa, threads: 2))
                let size = found.reduce(0) { max($0, Double(abs($1))) }
                for modality in 0..<c.graph.modalities {
                    let expected = probe.slope(GradientTests.step) { $0.scales![modality] += $1 }
                    #expect(abs(Double(found[modality]) - expected) <= c.gradientTolerance * size,
                            "\(modality) of \(subset.indices), \(isa): \(found), expected \(expected)")
                }
            }
        }
    }

    @Test(arguments: OperationCase.trainable, InstructionSet.supported) func threadsChangeNoBit(on c: OperationCase, isa: InstructionSet) throws {
        for subset in c.subsets {
            let probe = Probe(c, subset)
            let one = probe.gradients(Machine(instructionSet: isa, threads: 1))
            for threads in [2, 3] { #expect(probe.gradients(Machine(instructionSet: isa, threads: threads)) == one) }
        }
    }

    @Test(arguments: OperationCase.trainable, InstructionSet.supported) func outputsAgreeWithTheReference(on c: OperationCase, isa: InstructionSet) throws {
        for subset in c.subsets {
            let expected = c.reference.run(c.images(subset).mapValues(ReferenceValue.init)).output
            let found = Probe(c, subset).pass(Machine(instructionSet: isa, threads: 2)).output.planarElements()
            let worst = zip(found, expected.elements).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
            #expect(worst <= c.tolerance * expected.largestMagnitude, "\(subset.indices): off by \(worst)")
        }
    }
}

/// A case with a loss that is linear in the output and in the distilled features, so that its gradient with respect to
/// them is known: Σ r · y + Σ_m s_m · f_m.
private struct Probe {
    let c: OperationCase
    let subset: ModalitySubset
    var scales: [Float]?
    private let images: [Int: Tensor]
    private let outputGradient: ReferenceValue
    private let featureGradients: [Int: ReferenceValue]

    init(_ c: OperationCase, _ subset: ModalitySubset) {
        self.c = c
        self.subset = subset
        images = c.images(subset)
        let shapes = try! c.graph.shapes(for: c.extent)
        outputGradient = Probe.rounded(shapes.decoder[c.graph.decoder.last!.name]!, seed: 900)
        featureGradients = Dictionary(uniqueKeysWithValues: subset.indices.map { modality in
            let shape = shapes.encoders[c.graph.encoders.count == 1 ? 0 : modality][c.graph.distilled]!
            return (modality, Probe.rounded(shape, seed: 1000 + UInt64(modality)))
        })
    }

    func pass(_ machine: Machine) -> Pass { try! Differentiator(graph: c.graph, machine: machine).forward(images, parameters, scales: scales) }

    func gradients(_ machine: Machine) -> ParameterValues {
        var gradients = ParameterValues(zerosFor: parameters.parameters)
        pass(machine).backward(output: outputGradient.tensor.converted(to: .blocked),
                               featureGradients: featureGradients.mapValues { $0.tensor.converted(to: .blocked) }, addingTo: &gradients)
        return gradients
    }

    func scaleGradient(_ machine: Machine) -> [Float] {
        pass(machine).scaleGradient(output: outputGradient.tensor.converted(to: .blocked), parameters)
    }

    /// The central difference of the loss when `change` moves the reference by a step.
    func slope(_ step: Double, _ change: (inout ReferenceExecutor, Double) -> Void) -> Double {
        func loss(_ step: Double) -> Double {
            var reference = c.reference
            reference.scales = scales?.map(Double.init)
            change(&reference, step)
            let values = reference.run(images.mapValues(ReferenceValue.init))
            return subset.indices.reduce(dot(values.output, outputGradient)) { $0 + dot(values.encoders[$1]![c.graph.distilled]!, featureGradients[$1]!) }
        }
        return (loss(step) - loss(-step)) / (2 * step)
    }

    private var parameters: ParameterValues {
        var values = ParameterValues(zerosFor: try! c.graph.parameters())
        for (name, numbers) in c.weights { values[name] = numbers }
        return values
    }

    private func dot(_ a: ReferenceValue, _ b: ReferenceValue) -> Double { zip(a.elements, b.elements).reduce(0) { $0 + $1.0 * $1.1 } }

    /// Random numbers that single precision holds exactly.
    private static func rounded(_ shape: Shape, seed: UInt64) -> ReferenceValue { ReferenceValue(ReferenceValue(shape, seed: seed).tensor) }
}
