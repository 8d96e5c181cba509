import Files
import Foundation
import Networks

extension ModelError: CustomStringConvertible, LocalizedError {
    /// What was found where, what was expected, and what to do; one line.
    public var description: String { (system ?? content).printable }

    public var errorDescription: String? { description }

    private var system: String? {
        switch self {
        case .missing(let path): "\(path): no such file; check the path"
        case .notAFile(let path): "\(path): found a directory or device, expected a file; give the path of a file"
        case .cannotRead(let path, let reason): "\(path): cannot be read (\(reason)); check its permissions and the disk"
        case .output(let error): "\(error)"
        default: nil
        }
    }

    private var content: String {
        guard let place else { return "" }
        return "\(place.path): \(place.field) (byte \(place.offset)): \(structure ?? names ?? tensor ?? ""); \(remedy)"
    }

    private var structure: String? {
        switch self {
        case .truncated(_, let found, let expected): "the file ends at byte \(found), expected \(expected) bytes"
        case .wrongMagic(_, let found): "found \(found), expected the first bytes of a .metakd file"
        case .unsupportedVersion(_, let found, let supported): "found format version \(found), this program reads version \(supported)"
        case .unknownFlags(_, let found): "found \(found), expected 0"
        case .headerTooLong(_, let found, let limit): "found \(found) bytes, expected 2 to \(limit)"
        case .notUTF8: "found bytes that are no text, expected UTF-8"
        case .notJSON(_, let reason): "found no JSON (\(reason)), expected a JSON object"
        case .badField(_, let reason): reason
        case .outOfRange(_, let found, let expected): "found \(found), expected \(expected)"
        case .nonZeroPadding(_, let found): "found byte \(found) in the padding, expected 0"
        case .wrongDigest(_, let found, let expected): "the contents have SHA-256 \(found.prefix(16))…, expected \(expected.prefix(16))…: the file is altered or cut"
        default: nil
        }
    }

    private var names: String? {
        switch self {
        case .wrongCount(_, let found, let expected): "found \(found) entries, expected \(expected)"
        case .duplicateName(_, let name): "found \"\(name)\" a second time, expected a name of its own"
        case .unknownName(_, let name): "found \"\(name)\", expected a name that the model has"
        case .impossibleGraph(_, let error): "\(error)"
        default: nil
        }
    }

    private var tensor: String? {
        switch self {
        case .absentTensor: "found no tensor of this name, expected one"
        case .unusedTensor: "found a tensor that the network does not use, expected the network's own"
        case .wrongShape(_, let found, let expected): "found shape \(found), expected \(expected)"
        case .impossibleShape(_, let found): "found shape \(found.prefix(9)), expected at most 8 positive extents that fit a file"
        case .wrongByteCount(_, let found, let expected): "found \(found) bytes, expected \(expected) by its shape"
        case .misaligned(_, let found, let alignment): "found \(found), expected a multiple of \(alignment)"
        case .outsideData(_, let found, let allowed): "found byte \(found), expected bytes \(allowed.lowerBound) to \(allowed.upperBound)"
        case .overlap(_, let other): "its bytes overlap those of \(other), expected bytes of its own"
        case .unclaimedBytes(_, let count): "found \(count) bytes that belong to no tensor, expected none"
        case .notFinite(_, let element): "element \(element) is infinite or not a number, expected finite numbers"
        default: nil
        }
    }

    private var remedy: String {
        switch self {
        case .unsupportedVersion, .unknownFlags: "use the program version that wrote the file, or train the model again"
        case .wrongMagic: "give the path of a model file"
        case .unusedTensor: "give only the tensors of this network"
        default: "download the file or train the model again"
        }
    }
}

extension ModelError {
    /// The field and byte that the error is about; nil if it is about the file as a whole.
    public var place: FilePlace? {
        switch self {
        case .missing, .notAFile, .cannotRead, .output: nil
        case .truncated(let place, _, _), .wrongMagic(let place, _), .unsupportedVersion(let place, _, _), .unknownFlags(let place, _),
             .headerTooLong(let place, _, _), .notUTF8(let place), .notJSON(let place, _), .badField(let place, _),
             .outOfRange(let place, _, _), .wrongCount(let place, _, _), .duplicateName(let place, _), .unknownName(let place, _),
             .nonZeroPadding(let place, _), .wrongDigest(let place, _, _), .impossibleGraph(let place, _), .absentTensor(let place),
             .unusedTensor(let place), .wrongShape(let place, _, _), .impossibleShape(let place, _),
             .wrongByteCount(let place, _, _), .misaligned(let place, _, _), .outsideData(let place, _, _), .overlap(let place, _),
             .unclaimedBytes(let place, _), .notFinite(let place, _): place
        }
    }
}
