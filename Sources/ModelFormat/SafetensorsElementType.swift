/// The element types of safetensors that are read; all are little-endian.
enum SafetensorsElementType: String, Hashable, Sendable, Codable {
    case f64 = "F64", f32 = "F32", f16 = "F16", bf16 = "BF16", i64 = "I64", i32 = "I32"

    /// Bytes of one element.
    var size: Int {
        switch self {
        case .f64, .i64: 8
        case .f32, .i32: 4
        case .f16, .bf16: 2
        }
    }

    /// The elements of bytes whose count is a multiple of the element's size; what float32 cannot hold is rounded.
    func floats(_ bytes: UnsafeRawBufferPointer) -> [Float] {
        switch self {
        case .f32: TensorEntry.ElementType.f32.floats(bytes)
        case .bf16: TensorEntry.ElementType.bf16.floats(bytes)
        case .f16: (0..<bytes.count / 2).map { Float(Float16(bitPattern: bytes.halfWord($0))) }
        case .f64: (0..<bytes.count / 8).map { Float(Double(bitPattern: UInt64(bitPattern: bytes.longWord($0)))) }
        case .i64: (0..<bytes.count / 8).map { Float(bytes.longWord($0)) }
        case .i32: (0..<bytes.count / 4).map { Float(Int32(bitPattern: bytes.word($0))) }
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func longWord(_ index: Int) -> Int64 { Int64(littleEndian: loadUnaligned(fromByteOffset: index * 8, as: Int64.self)) }
}
