/// One tensor of a safetensors header.
struct SafetensorsEntry: Hashable, Sendable, Decodable {
    var dtype: SafetensorsElementType
    var shape: [Int]
    /// First byte and the one after the last, counted from the end of the header.
    var offsets: [Int]

    private enum CodingKeys: String, CodingKey { case dtype, shape, offsets = "data_offsets" }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        dtype = try container.decode(SafetensorsElementType.self, forKey: .dtype)
        shape = try container.integers([Int].self, forKey: .shape)
        offsets = try container.integers([Int].self, forKey: .offsets)
    }

    /// The same tensor with offsets counted from the start of the file.
    func shifted(by start: Int) -> SafetensorsEntry {
        var result = self
        result.offsets = offsets.map { $0 + start }
        return result
    }
}

/// The JSON of a safetensors file: an entry for each tensor, and the texts of `__metadata__`.
struct SafetensorsHeader: Decodable {
    var entries: [String: SafetensorsEntry] = [:]
    var metadata: [String: String] = [:]

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        for name in container.allKeys {
            if name.stringValue == "__metadata__" {
                metadata = try container.decode([String: String].self, forKey: name)
            } else {
                entries[name.stringValue] = try container.decode(SafetensorsEntry.self, forKey: name)
            }
        }
    }

    /// Tensors fill the data without a hole, each with the bytes that its shape asks for.
    func validate(_ file: FileMapping, data: Range<Int>) throws(ModelError) {
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) { try validate(name, entry, file, data) }
        var (end, previous) = (0, "")
        for (name, entry) in entries.sorted(by: { ($0.value.offsets, $0.key) < ($1.value.offsets, $1.key) }) {
            let place = file.place("\(name).data_offsets", data.lowerBound + entry.offsets[0])
            guard entry.offsets[0] >= end else { throw .overlap(place, with: previous) }
            guard entry.offsets[0] == end else {
                throw .unclaimedBytes(file.place("data before \(name)", data.lowerBound + end), count: entry.offsets[0] - end)
            }
            (end, previous) = (entry.offsets[1], name)
        }
        guard end == data.count else { throw .unclaimedBytes(file.place("data", data.lowerBound + end), count: data.count - end) }
    }

    private func validate(_ name: String, _ entry: SafetensorsEntry, _ file: FileMapping, _ data: Range<Int>) throws(ModelError) {
        let place = file.place("\(name).data_offsets", 8)
        guard entry.offsets.count == 2 else { throw .wrongCount(place, found: entry.offsets.count, expected: 2) }
        for offset in entry.offsets where !(0...data.count).contains(offset) {
            throw .outsideData(place, found: offset, allowed: 0..<data.count)
        }
        guard let bytes = TensorTable.byteCount(entry.shape, elementSize: entry.dtype.size, minimumExtent: 0) else {
            throw .impossibleShape(file.place("\(name).shape", 8), found: entry.shape)
        }
        guard entry.offsets[1] - entry.offsets[0] == bytes else {
            throw .wrongByteCount(place, found: entry.offsets[1] - entry.offsets[0], expected: bytes)
        }
    }
}

private func < (a: ([Int], String), b: ([Int], String)) -> Bool {
    a.0 != b.0 ? a.0.lexicographicallyPrecedes(b.0) : a.1 < b.1
}
