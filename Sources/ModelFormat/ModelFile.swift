import Crypto
import Networks

/// A checked `.metakd` file, mapped into memory for as long as this object lives.
///
/// ```swift
/// let model = try ModelFile.read("brats.metakd")
/// let weights = try model.floats("head.weight")
/// ```
public final class ModelFile: Sendable {
    public let header: ModelHeader
    /// SHA-256 of all bytes before it, as the file states it, in hexadecimal.
    public let digest: String
    package let frame: ModelFrame
    let mapping: FileMapping

    /// Maps a file and checks it whole: structure, graph, tensors and, unless told not to, its SHA-256 (about 1 ms for 1 MB).
    public static func read(_ path: String, verifyingDigest: Bool = true) throws(ModelError) -> ModelFile {
        try ModelFile(FileMapping(path), verifyingDigest: verifyingDigest)
    }

    private init(_ mapping: FileMapping, verifyingDigest: Bool) throws(ModelError) {
        let frame = try ModelFrame(mapping)
        let digest = mapping[frame.data.upperBound..<mapping.bytes.count].map(\.hexadecimal).joined()
        if verifyingDigest { try ModelFile.verify(digest, mapping, frame) }
        let header = try HeaderJSON.decode(ModelHeader.self, mapping, frame.header)
        try header.validate(mapping.place("", frame.header.lowerBound))
        let table = TensorTable(entries: header.tensors, file: mapping, data: frame.data, headerStart: frame.header.lowerBound)
        try table.validate()
        try table.validate(header.network)
        try table.validateElements()
        mapping.release(frame.data)
        (self.mapping, self.frame, self.header, self.digest) = (mapping, frame, header, digest)
    }

    /// The path that the file was read from.
    public var path: String { mapping.path }

    /// The file's length in bytes.
    public var byteCount: Int { mapping.bytes.count }

    /// Throws `wrongDigest` if the contents do not have the SHA-256 that the file states.
    public func verifyDigest() throws(ModelError) { try ModelFile.verify(digest, mapping, frame) }

    private static func verify(_ stated: String, _ mapping: FileMapping, _ frame: ModelFrame) throws(ModelError) {
        let found = SHA256.hash(data: mapping[0..<frame.data.upperBound]).map(\.hexadecimal).joined()
        guard found == stated else { throw .wrongDigest(mapping.place("digest", frame.data.upperBound), found: found, expected: stated) }
    }
}
