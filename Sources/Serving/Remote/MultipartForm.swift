import Foundation
import NIOCore
import NIOPosix

/// A form to send: texts, and files that are read as they are sent.
struct MultipartForm: Sendable {
    private enum Piece: Sendable {
        case bytes([UInt8])
        case file(String)
    }

    private static let pieceSize = 256 << 10
    private let boundary = RandomName.make()
    private var pieces: [Piece] = []
    private(set) var length = 0

    var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    /// - Throws: `RemoteError.unreadable`
    init(texts: [(name: String, value: String)], files: [(name: String, path: String)]) throws(RemoteError) {
        for (name, value) in texts { add(.bytes(Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8))) }
        for (name, path) in files {
            // What the file is called here is nobody's business there.
            add(.bytes(Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(name)\"\r\nContent-Type: application/octet-stream\r\n\r\n".utf8)))
            guard let size = FileManager.default.size(of: path), FileManager.default.isReadableFile(atPath: path) else {
                throw .unreadable(path)
            }
            add(.file(path), size)
            add(.bytes(Array("\r\n".utf8)))
        }
        add(.bytes(Array("--\(boundary)--\r\n".utf8)))
    }

    private mutating func add(_ piece: Piece, _ size: Int = 0) {
        pieces.append(piece)
        if case .bytes(let bytes) = piece { length += bytes.count } else { length += size }
    }

    /// The form's bytes, piece by piece.
    var body: AsyncThrowingStream<ByteBuffer, any Error> {
        let source = PieceSource(pieces)
        return AsyncThrowingStream { try await source.next() }
    }

    private actor PieceSource {
        private var pieces: ArraySlice<Piece>
        private var file: FileHandle?

        init(_ pieces: [Piece]) { self.pieces = pieces[...] }

        func next() throws -> ByteBuffer? {
            while true {
                if let file {
                    if let data = try file.read(upToCount: MultipartForm.pieceSize), !data.isEmpty { return ByteBuffer(bytes: data) }
                    self.file = nil
                }
                guard let piece = pieces.popFirst() else { return nil }
                switch piece {
                case .bytes(let bytes): return ByteBuffer(bytes: bytes)
                case .file(let path):
                    guard let handle = FileHandle(forReadingAtPath: path) else { throw RemoteError.unreadable(path) }
                    file = handle
                }
            }
        }
    }
}
