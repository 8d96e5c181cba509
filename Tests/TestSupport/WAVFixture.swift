/// The bytes of made WAVE files.
package enum WAVFixture {
    /// A file of one format chunk and one data chunk, whose sizes may lie.
    package static func bytes(
        _ data: [UInt8], code: Int = 1, channels: Int = 1, rate: Int = 8000, bits: Int = 16, dataSize: Int? = nil, riffSize: Int? = nil, extra: [UInt8] = []
    ) -> [UInt8] {
        func little(_ value: Int, _ width: Int) -> [UInt8] { (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        let format = little(code, 2) + little(channels, 2) + little(rate, 4) + little(rate * channels * bits / 8, 4) + little(channels * bits / 8, 2) + little(bits, 2)
        let body = Array("WAVEfmt ".utf8) + little(16, 4) + format + extra + Array("data".utf8) + little(dataSize ?? data.count, 4) + data
        return Array("RIFF".utf8) + little(riffSize ?? body.count, 4) + body
    }

    /// 16-bit samples from −1 to 1, at 8 kHz.
    package static func sound(_ samples: [Float]) -> [UInt8] {
        bytes(samples.flatMap { sample -> [UInt8] in
            let value = UInt16(bitPattern: Int16(max(-1, min(1, sample)) * 32767))
            return [UInt8(value & 0xFF), UInt8(value >> 8)]
        })
    }
}
