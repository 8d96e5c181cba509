import CZlib

/// Reads the IDX files of MNIST, compressed by gzip or not: big-endian, of unsigned bytes.
package enum IDXFile {
    /// The pictures of a file of three dimensions.
    package static func images(_ path: String) throws(RecordsError) -> [GreyImage] {
        let (dimensions, bytes) = try read(path, dimensions: 3)
        let (height, width) = (dimensions[1], dimensions[2])
        return (0..<dimensions[0]).map { index in
            GreyImage(height: height, width: width, values: bytes[index * height * width..<(index + 1) * height * width].map { Float($0) / 255 })
        }
    }

    /// The labels of a file of one dimension.
    package static func labels(_ path: String) throws(RecordsError) -> [Int] {
        try read(path, dimensions: 1).bytes.map(Int.init)
    }

    private static func read(_ path: String, dimensions count: Int) throws(RecordsError) -> (dimensions: [Int], bytes: [UInt8]) {
        let file = try ZippedStream(path)
        let header = try file.read(4 + 4 * count)
        guard header.count == 4 + 4 * count, header[..<4] == [0, 0, 8, UInt8(count)] else {
            let found = header.count < 4 ? "absent" : header[..<4].map(String.init).joined(separator: " ")
            throw .badField(path: path, field: "the header", offset: 0, found: found, expected: "0 0 8 \(count) (bytes in \(count) dimensions), then their sizes")
        }
        let dimensions = (0..<count).map { index in header[4 + 4 * index..<8 + 4 * index].reduce(0) { $0 << 8 | Int($1) } }
        guard dimensions.allSatisfy({ $0 > 0 }), let size = product(dimensions) else {
            throw .badField(path: path, field: "the sizes", offset: 4, found: dimensions.map(String.init).joined(separator: "×"), expected: "1 to 2^31 bytes")
        }
        let bytes = try file.read(size)
        guard bytes.count == size else { throw .truncated(path: path, field: "the header", offset: 4, found: bytes.count, expected: size) }
        guard try file.read(1).isEmpty else {
            throw .badField(path: path, field: "the end", offset: 4 + 4 * count + size, found: "followed by more bytes", expected: "the last byte")
        }
        return (dimensions, bytes)
    }

    /// Nil above 2³¹.
    private static func product(_ sizes: [Int]) -> Int? {
        sizes.reduce(1) { product, size in product.flatMap { $0 <= (1 << 31) / size ? $0 * size : nil } }
    }
}

/// A file read from its start, inflated if it is a gzip archive.
private final class ZippedStream {
    private let path: String
    private let file: gzFile

    init(_ path: String) throws(RecordsError) {
        self.path = path
        // Opens the file as it stands first, so that its absence is told from a lack of memory.
        _ = try ByteStream(path, pieceSize: 1)
        guard let file = gzopen(path, "rb") else { throw .cannotRead(path: path, reason: "out of memory") }
        self.file = file
    }

    deinit { gzclose(file) }

    /// Up to `count` bytes; fewer at the end of the file. Memory grows with what is there, not with what is asked for.
    func read(_ count: Int) throws(RecordsError) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: min(count, 1 << 16))
        while bytes.count < count {
            let read = gzread(file, &piece, UInt32(min(piece.count, count - bytes.count)))
            var code: Int32 = 0
            if read <= 0 { gzerror(file, &code) }
            guard code >= 0 else { throw .cannotRead(path: path, reason: "the gzip stream is corrupt or ends early") }
            if read == 0 { break }
            bytes += piece[..<Int(read)]
        }
        return bytes
    }
}
