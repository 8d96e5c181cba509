import Foundation
import Hummingbird
import NIOCore
import NIOPosix

/// A file that grows by what arrives, written on threads that may wait for the disk.
final class UploadedFile {
    /// Bytes that are written at once.
    private static let pieceSize = 1 << 20

    private let descriptor: Int32
    private var pending = ByteBuffer()

    /// Makes a file that only this user can read and that did not exist.
    init(_ path: String) throws(RequestError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .internalFault }
    }

    deinit { close(descriptor) }

    func append(_ bytes: ByteBuffer) async throws {
        pending.writeImmutableBuffer(bytes)
        if pending.readableBytes >= UploadedFile.pieceSize { try await flush() }
    }

    /// Writes what was not yet.
    func flush() async throws {
        guard pending.readableBytes > 0 else { return }
        let (piece, descriptor) = (pending, descriptor)
        pending = ByteBuffer()
        let isWritten = try await NIOThreadPool.singleton.runIfActive {
            piece.withUnsafeReadableBytes { bytes in
                var start = 0
                while start < bytes.count {
                    let count = write(descriptor, bytes.baseAddress! + start, bytes.count - start)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { return false }
                    start += count
                }
                return true
            }
        }
        guard isWritten else { throw RequestError.internalFault }
    }
}
