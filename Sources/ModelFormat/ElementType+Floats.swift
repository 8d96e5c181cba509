extension TensorEntry.ElementType {
    /// The elements of little-endian bytes, whose count is a multiple of the element's size.
    func floats(_ bytes: UnsafeRawBufferPointer) -> [Float] {
        switch self {
        case .f32:
            [Float](unsafeUninitializedCapacity: bytes.count / 4) { floats, count in
                for index in floats.indices { floats[index] = Float(bitPattern: bytes.word(index)) }
                count = floats.count
            }
        case .bf16: (0..<bytes.count / 2).map { Float(bitPattern: UInt32(bytes.halfWord($0)) << 16) }
        }
    }

    /// The index of the first element whose exponent is all ones; nil if there is none.
    func firstNotFinite(_ bytes: UnsafeRawBufferPointer) -> Int? {
        switch self {
        case .f32: (0..<bytes.count / 4).first { bytes.word($0) & 0x7F80_0000 == 0x7F80_0000 }
        case .bf16: (0..<bytes.count / 2).first { bytes.halfWord($0) & 0x7F80 == 0x7F80 }
        }
    }

    /// The little-endian bytes of elements; bf16 rounds to the nearest, ties to even.
    func bytes(_ elements: [Float]) -> [UInt8] {
        switch self {
        case .f32: elements.map(\.bitPattern.littleEndian).withUnsafeBytes { Array($0) }
        case .bf16: elements.map { BFloat16.rounding($0).littleEndian }.withUnsafeBytes { Array($0) }
        }
    }
}

/// The upper half of a float32.
package enum BFloat16 {
    /// The nearest bf16, ties to even; a NaN stays one.
    package static func rounding(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        guard !value.isNaN else { return UInt16(bits >> 16) | 0x40 }
        return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
    }
}

extension UnsafeRawBufferPointer {
    func word(_ index: Int) -> UInt32 { UInt32(littleEndian: loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)) }

    func halfWord(_ index: Int) -> UInt16 { UInt16(littleEndian: loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)) }
}

extension FixedWidthInteger {
    var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}
