import Glibc

/// Bytes that are read from their start, piece by piece.
package protocol ByteSource: AnyObject {
    /// The file or what stands for it, for messages.
    var path: String { get }
    /// Appends the next bytes, waiting for them if need be; false at the end.
    func read(into bytes: inout [UInt8]) throws(RecordsError) -> Bool
}

/// A file or pipe read from its start, piece by piece.
package final class ByteStream: ByteSource {
    package let path: String
    private let descriptor: Int32
    private var piece: [UInt8]

    /// - Parameter pieceSize: How many bytes are read at once.
    package init(_ path: String, pieceSize: Int = 1 << 18) throws(RecordsError) {
        self.path = path
        piece = Array(repeating: 0, count: pieceSize)
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { throw .fileAbsent(path: path) }
            throw .cannotRead(path: path, reason: String(cString: strerror(errno)))
        }
    }

    deinit { close(descriptor) }

    package func read(into bytes: inout [UInt8]) throws(RecordsError) -> Bool {
        while true {
            let count = piece.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .cannotRead(path: path, reason: String(cString: strerror(errno)).lowercased()) }
            bytes += piece[..<count]
            return count > 0
        }
    }
}
