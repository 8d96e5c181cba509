import CKernels
import Glibc

/// The vector instructions that kernels use, lowest first.
public enum InstructionSet: String, CaseIterable, Sendable, Comparable {
    case scalar, avx2, avx512

    /// The environment variable that lowers the choice.
    public static let variable = "METAKD_ISA"

    /// The best that both processor and operating system support.
    public static var best: InstructionSet { allCases[Int(mk_best_isa().rawValue)] }

    /// All that this machine can run.
    public static var supported: [InstructionSet] { allCases.filter { $0 <= best } }

    /// The best supported, or what `METAKD_ISA` asks for if that is lower or equal.
    public static func chosen() throws(InstructionSetError) -> InstructionSet {
        guard let value = getenv(variable), value.pointee != 0 else { return best }
        let text = String(cString: value)
        guard let wanted = InstructionSet(rawValue: text) else { throw .unknown(text) }
        guard wanted <= best else { throw .unsupported(wanted, best: best) }
        return wanted
    }

    public static func < (a: InstructionSet, b: InstructionSet) -> Bool { a.code.rawValue < b.code.rawValue }

    var code: mk_isa {
        switch self {
        case .scalar: MK_SCALAR
        case .avx2: MK_AVX2
        case .avx512: MK_AVX512
        }
    }
}

/// What is wrong with the value of `METAKD_ISA`.
public enum InstructionSetError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknown(String)
    case unsupported(InstructionSet, best: InstructionSet)

    public var description: String {
        switch self {
        case .unknown(let text): "METAKD_ISA is \"\(text)\", expected scalar, avx2 or avx512; correct or unset it"
        case .unsupported(let wanted, let best): "METAKD_ISA asks for \(wanted.rawValue), but this machine supports \(best.rawValue) at most; lower or unset it"
        }
    }
}
