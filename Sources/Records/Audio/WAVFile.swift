import Files

/// A sound: one channel of samples from −1 to 1.
package struct Sound: Sendable, Hashable {
    package var samples: [Float]
    /// Samples a second.
    package var rate: Int

    package init(samples: [Float], rate: Int) { (self.samples, self.rate) = (samples, rate) }
}

/// Reads RIFF WAVE files of 8 or 16-bit PCM.
package enum WAVFile {
    /// The sound of a file; of several channels their mean.
    ///
    /// - Throws: `truncated` if a chunk claims more bytes than the file holds, `badField` for what is not read, naming the byte.
    package static func read(_ path: String) throws(RecordsError) -> Sound {
        let stream = try ByteStream(path)
        var bytes: [UInt8] = []
        while try stream.read(into: &bytes) {}
        return try WAVBytes(path: path, bytes: bytes).sound()
    }
}

/// The bytes of a WAVE file, and where its chunks lie.
private struct WAVBytes {
    let path: String
    let bytes: [UInt8]

    func sound() throws(RecordsError) -> Sound {
        try require("RIFF", at: 0, "the first word")
        try require("WAVE", at: 8, "the form")
        let size = integer(4, at: 4)
        guard size <= bytes.count - 8 else { throw .truncated(path: path, field: "the RIFF size", offset: 4, found: bytes.count - 8, expected: size) }
        var (offset, format): (Int, Format?) = (12, nil)
        while offset + 8 <= bytes.count {
            let (name, size) = (String(decoding: bytes[offset..<offset + 4], as: UTF8.self), integer(4, at: offset + 4))
            guard size <= bytes.count - offset - 8 else {
                throw .truncated(path: path, field: "the size of chunk \(name.printable)", offset: offset + 4, found: bytes.count - offset - 8, expected: size)
            }
            if name == "fmt " { format = try self.format(at: offset + 8, size) }
            if name == "data" {
                guard let format else { throw fault("chunk data", offset, "before the format", "chunk fmt first") }
                return try sound(format, offset + 8, size)
            }
            offset += 8 + size + size % 2
        }
        throw fault("the end of the file", bytes.count, "reached", "a chunk named data")
    }

    private struct Format { var channels, rate, bits: Int }

    private func format(at offset: Int, _ size: Int) throws(RecordsError) -> Format {
        guard size >= 16 else { throw fault("the size of chunk fmt", offset - 4, "\(size)", "16 or more") }
        let format = Format(channels: integer(2, at: offset + 2), rate: integer(4, at: offset + 4), bits: integer(2, at: offset + 14))
        var code = integer(2, at: offset)
        // WAVE_FORMAT_EXTENSIBLE: the code stands at the start of the sub-format.
        if code == 0xFFFE, size >= 26 { code = integer(2, at: offset + 24) }
        guard code == 1 else { throw fault("the encoding", offset, "code \(code)", "1 (PCM)") }
        guard (1...64).contains(format.channels) else { throw fault("the number of channels", offset + 2, "\(format.channels)", "1 to 64") }
        guard (1000...768_000).contains(format.rate) else { throw fault("the sample rate", offset + 4, "\(format.rate)", "1,000 to 768,000") }
        guard format.bits == 8 || format.bits == 16 else { throw fault("the bits of a sample", offset + 14, "\(format.bits)", "8 or 16") }
        return format
    }

    private func sound(_ format: Format, _ start: Int, _ size: Int) throws(RecordsError) -> Sound {
        let width = format.bits / 8, frame = width * format.channels
        guard size > 0, size % frame == 0 else { throw fault("the size of chunk data", start - 4, "\(size)", "a positive multiple of \(frame)") }
        let samples = stride(from: start, to: start + size, by: frame).map { place in
            (0..<format.channels).reduce(Float(0)) { $0 + sample(place + $1 * width, format.bits) } / Float(format.channels)
        }
        return Sound(samples: samples, rate: format.rate)
    }

    /// 8-bit samples are unsigned, 16-bit ones signed.
    private func sample(_ offset: Int, _ bits: Int) -> Float {
        bits == 8 ? (Float(bytes[offset]) - 128) / 128 : Float(Int16(truncatingIfNeeded: integer(2, at: offset))) / 32768
    }

    private func require(_ word: String, at offset: Int, _ field: String) throws(RecordsError) {
        guard bytes.count >= 12, bytes[offset..<offset + 4].elementsEqual(word.utf8) else {
            throw fault(field, offset, bytes.count < 12 ? "absent" : "another", word)
        }
    }

    /// A little-endian number inside the file.
    private func integer(_ width: Int, at offset: Int) -> Int {
        (0..<width).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }

    private func fault(_ field: String, _ offset: Int, _ found: String, _ expected: String) -> RecordsError {
        .badField(path: path, field: field, offset: offset, found: found, expected: expected)
    }
}
