/// The voxel types that are read; raw values are NIfTI's datatype codes.
enum NIfTIDatatype: Int {
    case uint8 = 2, int16 = 4, int32 = 8, float32 = 16, float64 = 64
    case int8 = 256, uint16 = 512, uint32 = 768, int64 = 1024, uint64 = 1280

    var bytes: Int {
        switch self {
        case .uint8, .int8: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .float32: 4
        case .int64, .uint64, .float64: 8
        }
    }

    /// Whether a voxel can be NaN or infinite before scaling.
    var isFloatingPoint: Bool { self == .float32 || self == .float64 }

    /// What a code means that is not read.
    static func name(ofUnsupported code: Int) -> String {
        switch code {
        case 0: "unknown"
        case 1: "one bit per voxel"
        case 32: "complex64"
        case 128: "RGB24"
        case 1536: "float128, whose layout depends on the machine"
        case 1792: "complex128"
        case 2048: "complex256"
        case 2304: "RGBA32"
        default: "no NIfTI type"
        }
    }
}
