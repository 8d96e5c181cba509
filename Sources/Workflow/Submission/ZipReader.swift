import CZlib
import Foundation

/// Reads a zip archive by its central directory; nothing is allocated from a size that the file merely claims.
struct ZipReader {
    struct Entry {
        let name: String
        fileprivate let isStored: Bool
        fileprivate let checksum: UInt32
        fileprivate let compressed, plain, offset: Int
    }

    let path: String
    let entries: [Entry]
    private let bytes: Data

    /// - Throws: `badArchive` where the file is no zip or ends early.
    init(_ path: String) throws(WorkflowError) {
        guard let bytes = FileManager.default.contents(atPath: path) else { throw .badArchive(path, reason: "it cannot be read") }
        try self.init(bytes, from: path)
    }

    /// Reads an archive that is in memory.
    ///
    /// - Parameter path: Where it is from, for errors.
    init(_ bytes: Data, from path: String) throws(WorkflowError) {
        (self.path, self.bytes) = (path, bytes)
        entries = try ZipReader.directory(bytes, path)
    }

    private static func directory(_ bytes: Data, _ path: String) throws(WorkflowError) -> [Entry] {
        func number(_ at: Int, _ count: Int) -> Int { (0..<count).reversed().reduce(0) { $0 << 8 | Int(bytes[at + $1]) } }
        // The end record is the last 22 bytes and a comment of at most 65,535.
        let first = max(bytes.count - 22 - 0xFFFF, 0)
        guard bytes.count >= 22, let end = (first...bytes.count - 22).reversed().first(where: { number($0, 4) == 0x0605_4B50 }) else {
            throw .badArchive(path, reason: "its directory is absent: it is no zip, or ends early")
        }
        var (place, entries) = (number(end + 16, 4), [Entry]())
        for _ in 0..<number(end + 10, 2) {
            guard place + 46 <= end, number(place, 4) == 0x0201_4B50, place + 46 + number(place + 28, 2) <= end else {
                throw .badArchive(path, reason: "its directory is damaged")
            }
            let length = number(place + 28, 2)
            entries.append(Entry(name: String(decoding: bytes[place + 46..<place + 46 + length], as: UTF8.self), isStored: number(place + 10, 2) == 0,
                                 checksum: UInt32(number(place + 16, 4)), compressed: number(place + 20, 4), plain: number(place + 24, 4),
                                 offset: number(place + 42, 4)))
            place += 46 + length + number(place + 30, 2) + number(place + 32, 2)
        }
        return entries
    }

    /// A file's bytes.
    ///
    /// - Throws: `badArchive` where they are damaged.
    func contents(of entry: Entry) throws(WorkflowError) -> Data {
        let damaged = WorkflowError.badArchive(path, reason: "\(entry.name) in it is damaged")
        guard entry.offset + 30 <= bytes.count else { throw damaged }
        let lengths = bytes[entry.offset + 26..<entry.offset + 30].map(Int.init)
        let start = entry.offset + 30 + lengths[0] + lengths[1] << 8 + lengths[2] + lengths[3] << 8
        guard start + entry.compressed <= bytes.count else { throw damaged }
        let stored = bytes.subdata(in: start..<start + entry.compressed)
        guard let plain = entry.isStored ? stored : ZipReader.inflated(stored, to: entry.plain),
              plain.withUnsafeBytes({ crc32(0, $0.bindMemory(to: UInt8.self).baseAddress, UInt32($0.count)) }) == UInt(entry.checksum) else { throw damaged }
        return plain
    }

    /// Inflates a raw stream; nil where it is damaged or gives another size. deflate makes at most 1,032 bytes of one.
    private static func inflated(_ data: Data, to size: Int) -> Data? {
        guard size <= data.count * 1032 + 1024 else { return nil }
        var (stream, result) = (z_stream(), [UInt8](repeating: 0, count: max(size, 1)))
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var source = [UInt8](data)
        let status = source.withUnsafeMutableBufferPointer { source in
            result.withUnsafeMutableBufferPointer { target in
                (stream.next_in, stream.avail_in) = (source.baseAddress, UInt32(source.count))
                (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(size))
                return inflate(&stream, Z_FINISH)
            }
        }
        return status == Z_STREAM_END && Int(stream.total_out) == size ? Data(result[..<size]) : nil
    }
}
