/// gzip streams of stored blocks, so that tests need no compressor.
package enum Gzip {
    package static func stored(_ data: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        var start = 0
        repeat {
            let block = data[start..<min(start + 65535, data.count)]
            start += block.count
            let length = UInt16(block.count)
            stream += [start == data.count ? 1 : 0] + little(length) + little(~length) + block
        } while start < data.count
        return stream + little(checksum(data)) + little(UInt32(data.count))
    }

    private static func little<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    /// CRC-32 of RFC 1952, bit by bit.
    private static func checksum(_ data: [UInt8]) -> UInt32 {
        var crc = ~UInt32(0)
        for byte in data {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB8_8320 }
        }
        return ~crc
    }
}
