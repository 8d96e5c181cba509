import Inference
import Kernels
import Tensors

/// The engine's logits on a small image beside those of the scalar kernels in float32.
public struct ScalarCheck: Sendable, Codable {
    public var shape: String
    /// Whether every convolution is computed in the way in which the measured plan computes it.
    public var usesTheSameMethods: Bool
    /// Largest difference of a logit, and the largest logit.
    public var maxAbs: Float
    public var largest: Float
    /// The difference that is still right.
    public var tolerance: Float

    /// Rounding, through a dozen layers of a network that normalises, relative to the largest logit.
    private static func relative(_ precision: Precision) -> Float {
        switch precision {
        case .fp32: 1e-4
        case .bf16: 5e-2
        }
    }

    /// - Throws: `kernelsDisagree` where the difference exceeds the tolerance.
    init(_ subject: BenchmarkSubject, like plan: Plan, seed: UInt64) throws {
        let (extent, small) = try ScalarCheck.smallest(subject, like: plan)
        let images = subject.images(extent, seed: seed)
        let found = ScalarCheck.logits(small, images)
        let scalar = try subject.plan(extent, .fp32, Machine(instructionSet: .scalar, threads: subject.machine.threads))
        let expected = ScalarCheck.logits(scalar, images)
        try self.init(found, expected, shape: extent.plain, usesTheSameMethods: small.methods == plan.methods,
                      subject.machine.instructionSet, subject.precision)
    }

    /// Compares logits.
    package init(_ found: [Float], _ expected: [Float], shape: String, usesTheSameMethods: Bool, _ instructionSet: InstructionSet,
                 _ precision: Precision = .fp32) throws(WorkflowError) {
        (self.shape, self.usesTheSameMethods) = (shape, usesTheSameMethods)
        largest = expected.reduce(0) { max($0, abs($1)) }
        maxAbs = zip(found, expected).reduce(0) { worst, pair in
            let difference = abs(pair.0 - pair.1)
            return difference > worst || difference.isNaN ? difference : worst
        }
        tolerance = ScalarCheck.relative(precision) * largest
        guard maxAbs <= tolerance else {
            throw .kernelsDisagree(instructionSet: instructionSet.rawValue, shape: shape, found: "\(maxAbs)", tolerance: tolerance)
        }
    }

    /// The smallest extent at which every convolution is computed in the plan's way; the largest tried if there is none.
    private static func smallest(_ subject: BenchmarkSubject, like plan: Plan) throws -> (Extent, Plan) {
        let (step, whole) = (subject.file.header.network.extentMultiples ?? Triple(1), plan.extent)
        var last = (whole, plan)
        for factor in 1...6 {
            func size(_ whole: Int, _ step: Int, _ more: Int) -> Int { min(whole, step * (factor + more)) }
            // Unequal axes, so that a mixed-up one shows.
            let extent = Extent(size(whole.depth, step.depth, 0), size(whole.height, step.height, 1), size(whole.width, step.width, 2))
            last = (extent, try subject.plan(extent))
            if last.1.methods == plan.methods { break }
        }
        return last
    }

    private static func logits(_ plan: Plan, _ images: [Int: Tensor]) -> [Float] {
        let output = Tensor(plan.outputShape, layout: .planar)
        plan.run(images, into: output)
        return output.planarElements()
    }
}

extension Plan {
    /// The way in which each convolution is computed.
    fileprivate var methods: [String] { explanation.steps.compactMap { step in step.method.map { "\(step.node ?? "") by \($0)" } } }
}
