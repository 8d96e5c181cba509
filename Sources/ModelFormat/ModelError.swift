import Files
import Networks

/// Why a model file or a safetensors file could not be read or written. On failure nothing on disk has changed.
public enum ModelError: Error, Hashable, Sendable {
    /// There is no such file.
    case missing(path: String)
    /// It is a directory, a pipe or a device.
    case notAFile(path: String)
    /// The system refused to read.
    case cannotRead(path: String, reason: String)
    /// The file could not be written.
    case output(FileError)

    /// The file ends before the field does; both numbers are bytes from the start of the file.
    case truncated(FilePlace, found: Int, expected: UInt64)
    case wrongMagic(FilePlace, found: String)
    case unsupportedVersion(FilePlace, found: UInt32, supported: UInt32)
    case unknownFlags(FilePlace, found: UInt32)
    case headerTooLong(FilePlace, found: UInt64, limit: Int)
    case notUTF8(FilePlace)
    case notJSON(FilePlace, reason: String)
    /// A field is absent, has another JSON type, or holds a value that this version does not know.
    case badField(FilePlace, reason: String)
    case outOfRange(FilePlace, found: String, expected: String)
    case wrongCount(FilePlace, found: Int, expected: Int)
    case duplicateName(FilePlace, name: String)
    case unknownName(FilePlace, name: String)
    case nonZeroPadding(FilePlace, found: UInt8)
    case wrongDigest(FilePlace, found: String, expected: String)
    case impossibleGraph(FilePlace, GraphError)

    /// The network uses a tensor, or a caller asks for one, that the file does not have.
    case absentTensor(FilePlace)
    /// A tensor given to the writer that the network does not use.
    case unusedTensor(FilePlace)
    case wrongShape(FilePlace, found: [Int], expected: [Int])
    /// An extent below its minimum, too many extents, or a product beyond any file.
    case impossibleShape(FilePlace, found: [Int])
    case wrongByteCount(FilePlace, found: Int, expected: Int)
    case misaligned(FilePlace, found: Int, alignment: Int)
    /// The tensor's bytes do not lie inside the file's data.
    case outsideData(FilePlace, found: Int, allowed: Range<Int>)
    case overlap(FilePlace, with: String)
    /// Bytes that belong to no tensor, where the format allows none.
    case unclaimedBytes(FilePlace, count: Int)
    /// A weight is infinite or not a number.
    case notFinite(FilePlace, element: Int)
}

extension ModelError {
    /// The exit status of a program that ends with this error.
    public var exitCode: Int32 {
        switch self {
        case .missing, .notAFile: 66
        case .output(.exists), .output(.cannotWrite): 73
        case .cannotRead, .output(.writeFailed): 74
        default: 65
        }
    }
}
