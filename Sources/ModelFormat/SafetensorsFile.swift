import Crypto

/// A checked safetensors file, mapped into memory for as long as this object lives.
///
/// ```swift
/// let weights = try SafetensorsFile.read("checkpoint.safetensors")
/// for name in weights.names { print(name, try weights.shape(name)) }
/// ```
public final class SafetensorsFile: Sendable {
    private let mapping: FileMapping
    private let tensors: [String: SafetensorsEntry]
    /// The tensors' bytes.
    private let data: Range<Int>
    /// The texts of `__metadata__`.
    public let metadata: [String: String]

    /// Maps a file and checks its header and the place of every tensor.
    public static func read(_ path: String) throws(ModelError) -> SafetensorsFile { try SafetensorsFile(FileMapping(path)) }

    private init(_ mapping: FileMapping) throws(ModelError) {
        let length = try mapping.headerLength(at: 0)
        let header = 8..<8 + length
        let decoded = try HeaderJSON.decode(SafetensorsHeader.self, mapping, header)
        data = header.upperBound..<mapping.bytes.count
        try decoded.validate(mapping, data: data)
        self.mapping = mapping
        metadata = decoded.metadata
        tensors = decoded.entries.mapValues { $0.shifted(by: header.upperBound) }
    }

    static let digestKey = "sha256"

    /// Refuses texts and tensors that are not those that ``write(_:metadata:to:overwrite:)`` wrote; does nothing to a file of another program.
    package func verify() throws(ModelError) {
        guard let expected = metadata[SafetensorsFile.digestKey] else { return }
        var digest = SafetensorsFile.digest(of: metadata)
        digest.update(data: mapping[data])
        let found = digest.finalize().map(\.hexadecimal).joined()
        guard found == expected else { throw .wrongDigest(mapping.place("tensors", data.lowerBound), found: found, expected: expected) }
    }

    /// That of the texts but for its own, to which the tensors' bytes are added.
    static func digest(of metadata: [String: String]) -> SHA256 {
        var digest = SHA256()
        for (key, text) in metadata.sorted(by: { $0.key < $1.key }) where key != digestKey { digest.update(data: Array("\(key)\n\(text)\n".utf8)) }
        return digest
    }

    /// The tensors' names, sorted.
    public var names: [String] { tensors.keys.sorted() }

    /// A tensor's extents, outermost first; empty for a single number; `absentTensor` if there is none of this name.
    public func shape(_ name: String) throws(ModelError) -> [Int] { try entry(name).shape }

    /// A tensor's elements in row-major order as float32, whatever their type in the file; `absentTensor` if there is none.
    public func floats(_ name: String) throws(ModelError) -> [Float] {
        let entry = try entry(name)
        return entry.dtype.floats(mapping[entry.offsets[0]..<entry.offsets[1]])
    }

    private func entry(_ name: String) throws(ModelError) -> SafetensorsEntry {
        guard let entry = tensors[name] else { throw .absentTensor(mapping.place(name, 8)) }
        return entry
    }
}
