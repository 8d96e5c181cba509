/// Why a volume could not be read, used or written. No case leaves a partial or changed file behind.
public enum ImagingError: Error, Equatable, Sendable {
    case fileAbsent(path: String)
    /// One half of a .hdr/.img pair is there, the other is not.
    case partnerAbsent(path: String, expected: [String])
    case cannotRead(path: String, reason: String)
    case empty(path: String)
    case notNIfTI(path: String, found: String)
    /// The file holds fewer bytes than its header asks for.
    case truncated(path: String, found: Int, expected: Int)
    /// The compressed stream stops before its end.
    case gzipEndsEarly(path: String, found: Int)
    /// The compressed stream does not decode, or its checksum is wrong.
    case gzipCorrupt(path: String, after: Int)
    /// A series (time points, vectors), not one volume.
    case fourDimensional(path: String, dimensions: [Int])
    /// A single slice, or fewer than three axes.
    case twoDimensional(path: String, dimensions: [Int])
    case unsupportedDatatype(path: String, code: Int, name: String)
    /// A header field that no valid file has.
    case invalidField(path: String, field: String, found: String, expected: String)
    /// The form that gives the affine holds a number that is not finite, or its axes do not span space.
    case invalidAffine(path: String, form: Grid.AffineSource)
    case tooLarge(path: String, dimensions: [Int], limit: Int)
    /// Nothing but background: all zero, or one value everywhere.
    case noSignal(path: String)
    case gridMismatch(first: String, second: String, difference: String)
    case notLabels(path: String, found: Float)
    case unknownLabel(path: String, found: UInt8)
    /// Two files of one directory claim the same modality, or both to be the segmentation.
    case ambiguousFiles(first: String, second: String, role: String)
    case noCases(directory: String)
    case unsupportedExtension(path: String)
    case outputExists(path: String)
    case cannotWrite(path: String, reason: String)
}

extension ImagingError {
    /// What kind of failure it is, for a program's exit code.
    public enum Category: Int32, Sendable {
        case usage = 64
        case badData = 65
        case inputMissing = 66
        case cannotWrite = 73
        case inputOutput = 74
    }

    public var category: Category {
        switch self {
        case .fileAbsent, .partnerAbsent, .noCases: .inputMissing
        case .cannotRead: .inputOutput
        case .unsupportedExtension: .usage
        case .outputExists, .cannotWrite: .cannotWrite
        default: .badData
        }
    }
}
