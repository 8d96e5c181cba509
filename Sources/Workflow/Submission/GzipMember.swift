import CZlib

/// A gzip file that is in memory.
package enum GzipMember {
    /// The bytes that were packed.
    ///
    /// - Parameter origin: Where it is from, for errors.
    /// - Throws: `WorkflowError.badArchive` where it is damaged or ends early.
    package static func contents(_ bytes: [UInt8], from origin: String) throws(WorkflowError) -> [UInt8] {
        let gzipWindow: Int32 = 15 + 16
        var (stream, source, result) = (z_stream(), bytes, [UInt8]())
        guard inflateInit2_(&stream, gzipWindow, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { throw .badArchive(origin, reason: "out of memory") }
        defer { inflateEnd(&stream) }
        let status = source.withUnsafeMutableBufferPointer { source in
            (stream.next_in, stream.avail_in) = (source.baseAddress, UInt32(source.count))
            var (piece, status) = ([UInt8](repeating: 0, count: 1 << 20), Z_OK)
            while status == Z_OK {
                let count = piece.withUnsafeMutableBufferPointer { target in
                    (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
                    status = inflate(&stream, Z_NO_FLUSH)
                    return target.count - Int(stream.avail_out)
                }
                result += piece[..<count]
            }
            return status
        }
        guard status == Z_STREAM_END else { throw .badArchive(origin, reason: "its contents are damaged or end early") }
        return result
    }
}
