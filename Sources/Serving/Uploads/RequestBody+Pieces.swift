import Hummingbird

extension RequestBody {
    /// Takes a body piece by piece, up to a size.
    ///
    /// - Parameter unit: What the limit counts, for the error.
    /// - Throws: `RequestError.tooLarge`, or what `take` throws.
    func forEachPiece(limit: Int, of unit: String = "bytes", _ take: (ByteBuffer) async throws -> Void) async throws {
        var size = 0
        for try await piece in self {
            size += piece.readableBytes
            guard size <= limit else { throw RequestError.tooLarge("the body", limit: "\(limit) \(unit)") }
            try await take(piece)
        }
    }
}
