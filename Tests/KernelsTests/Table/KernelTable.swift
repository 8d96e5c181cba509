import CKernels
import Kernels
import Tensors
import Testing

/// The kernels of the table, each vector instruction set to be compared with scalar.
enum KernelTable {
    static let vectorSets = InstructionSet.supported.filter { $0 != .scalar }

    static func kernels(_ isa: InstructionSet) -> mk_kernels { Machine(instructionSet: isa, threads: 1).kernels }

    /// What `body` makes of these numbers; expects that it leaves what lies before and after them alone.
    static func written<Number: BinaryFloatingPoint>(_ numbers: [Number], _ body: (UnsafeMutablePointer<Number>) -> Void) -> [Number] {
        let rim = [Number](repeating: -12345, count: 64)
        var memory = rim + numbers + rim
        memory.withUnsafeMutableBufferPointer { body($0.baseAddress! + rim.count) }
        #expect(Array(memory.prefix(rim.count)) == rim && Array(memory.suffix(rim.count)) == rim, "wrote outside its output")
        return Array(memory.dropFirst(rim.count).dropLast(rim.count))
    }

    static func random(_ count: Int, seed: UInt64, _ range: ClosedRange<Float> = -1...1) -> [Float] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in random.uniform(range) }
    }
}

/// Expects two results that differ by no more than rounding; NaN, which marks what was never written, is never close.
func expectClose<Number: BinaryFloatingPoint>(_ found: [Number], _ expected: [Number], within tolerance: Number, _ what: String,
                                              sourceLocation: SourceLocation = #_sourceLocation) {
    let wrong = zip(found, expected).enumerated().first { !(abs($1.0 - $1.1) <= tolerance) }
    #expect(found.count == expected.count && wrong == nil, "\(what): \(wrong.map { "\($0)" } ?? "\(found.count) elements")", sourceLocation: sourceLocation)
}
