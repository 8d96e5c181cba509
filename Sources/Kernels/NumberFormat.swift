import CKernels

/// How the numbers of a feature map are stored.
package enum NumberFormat: Sendable, Hashable {
    case float32
    /// The upper half of a float32, rounded to nearest: 8 bits of precision, all of its range.
    case bfloat16

    /// Bytes of a number.
    package var size: Int { self == .float32 ? 4 : 2 }

    package var kernelFormat: mk_format { self == .float32 ? MK_F32 : MK_BF16 }
}
