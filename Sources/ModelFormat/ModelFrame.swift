/// The parts of a `.metakd` file around its JSON and its tensors.
///
/// Magic (8 bytes), format version (u32), flags (u32), header length (u64), header, zeros up to a multiple of 64, tensors
/// that start at multiples of 64, SHA-256 of all before (32 bytes). All integers are little-endian.
package struct ModelFrame: Sendable {
    package static let magic: [UInt8] = Array("METAKD\r\n".utf8)
    package static let version: UInt32 = 1
    package static let headerStart = 24
    package static let headerLimit = 16 << 20
    package static let alignment = 64
    package static let digestLength = 32

    /// The JSON's bytes.
    package let header: Range<Int>
    /// The bytes in which tensors may lie.
    package let data: Range<Int>

    /// Reads and checks the fixed fields.
    init(_ file: FileMapping) throws(ModelError) {
        try file.require(ModelFrame.magic.count, "magic", at: 0)
        let magic = file[0..<ModelFrame.magic.count]
        guard magic.elementsEqual(ModelFrame.magic) else {
            throw .wrongMagic(file.place("magic", 0), found: magic.map { $0.hexadecimal }.joined(separator: " "))
        }
        let version = try file.integer(UInt32.self, "version", at: 8)
        guard version == ModelFrame.version else {
            throw .unsupportedVersion(file.place("version", 8), found: version, supported: ModelFrame.version)
        }
        let flags = try file.integer(UInt32.self, "flags", at: 12)
        guard flags == 0 else { throw .unknownFlags(file.place("flags", 12), found: flags) }
        let length = try file.headerLength(at: 16)
        header = ModelFrame.headerStart..<ModelFrame.headerStart + length
        let start = header.upperBound.aligned(to: ModelFrame.alignment)
        try file.require(start - header.upperBound + ModelFrame.digestLength, "digest", at: header.upperBound)
        data = start..<file.bytes.count - ModelFrame.digestLength
        try file.requireZeros(header.upperBound..<start, "header padding")
    }
}

extension FileMapping {
    /// The u64 at a byte as the length of the header that follows it, checked against the limit and the file's end.
    func headerLength(at offset: Int) throws(ModelError) -> Int {
        let length = try integer(UInt64.self, "header length", at: offset)
        guard (2...UInt64(ModelFrame.headerLimit)).contains(length) else {
            throw .headerTooLong(place("header length", offset), found: length, limit: ModelFrame.headerLimit)
        }
        try require(Int(length), "header", at: offset + 8)
        return Int(length)
    }
}

extension Int {
    /// The next multiple of an alignment; the number is a position in a file and far from overflow.
    func aligned(to alignment: Int) -> Int { (self + alignment - 1) / alignment * alignment }
}

extension UInt8 {
    package var hexadecimal: String { (self < 16 ? "0" : "") + String(self, radix: 16) }
}
