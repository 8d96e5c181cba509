import CNIfTI
import Foundation

/// A file read from its start through libznz, which inflates gzip and passes anything else through, whatever the name.
final class ZippedFile {
    let path: String
    /// Bytes on disk.
    let size: Int
    let isCompressed: Bool
    /// Bytes of data read so far.
    private(set) var position = 0
    private var file: znzFile?

    init(_ path: String) throws(ImagingError) {
        self.path = path
        size = try ZippedFile.size(of: path)
        isCompressed = try ZippedFile.startsAsGzip(path)
        file = znzopen(path, "rb", 1)
        guard file != nil else { throw .cannotRead(path: path, reason: ZippedFile.systemError()) }
    }

    deinit { Xznzclose(&file) }

    /// No more bytes than these can follow, whatever a header claims: deflate shrinks at most 1032-fold.
    var capacity: Int { isCompressed ? size * 1032 : size }

    /// Fills the buffer, or as much of it as there are bytes left.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImagingError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let got = znzread(buffer.baseAddress! + filled, 1, buffer.count - filled, file)
            // size_t carries gzread's -1
            guard got >= 0 else { throw damage() }
            if got == 0 { break }
            filled += got
            position += got
        }
        return filled
    }

    /// Fills the buffer, or throws why the bytes are not there.
    func readAll(into buffer: UnsafeMutableRawBufferPointer) throws(ImagingError) {
        let expected = position + buffer.count
        guard try read(into: buffer) == buffer.count else { throw shortage(expected: expected) }
    }

    /// Reads on to byte `offset` of the data.
    func skip(to offset: Int) throws(ImagingError) {
        precondition(offset >= position, "skip back from \(position) to \(offset)")
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { piece.deallocate() }
        while position < offset {
            try readAll(into: UnsafeMutableRawBufferPointer(rebasing: piece[..<min(piece.count, offset - position)]))
        }
    }

    /// Reads what is left, so that the checksum at the end of a compressed stream is checked.
    func finish() throws(ImagingError) {
        guard isCompressed else { return }
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { piece.deallocate() }
        // Trailing data of this size is no padding, and reading on would let a small file keep us busy.
        let limit = position + 1 << 28
        while position < limit, try read(into: piece) > 0 {}
        if Xznzclose(&file) != 0 { throw .gzipEndsEarly(path: path, found: position) }
    }

    private func damage() -> ImagingError {
        isCompressed
            ? .gzipCorrupt(path: path, after: position) : .cannotRead(path: path, reason: ZippedFile.systemError())
    }

    /// Why the data ended before `expected`: zlib says at closing whether the stream was whole.
    func shortage(expected: Int) -> ImagingError {
        if isCompressed && Xznzclose(&file) != 0 { return .gzipEndsEarly(path: path, found: position) }
        return position == 0 ? .empty(path: path) : .truncated(path: path, found: position, expected: expected)
    }
}

extension ZippedFile {
    private static func size(of path: String) throws(ImagingError) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .fileAbsent(path: path) : .cannotRead(path: path, reason: systemError())
        }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .notAFile(path: path, found: "a directory") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path, found: "a pipe or a device") }
        guard status.st_size > 0 else { throw .empty(path: path) }
        return Int(status.st_size)
    }

    private static func startsAsGzip(_ path: String) throws(ImagingError) -> Bool {
        guard let file = fopen(path, "rb") else { throw .cannotRead(path: path, reason: systemError()) }
        defer { fclose(file) }
        return fgetc(file) == 0x1F && fgetc(file) == 0x8B
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The text of `errno`.
    static func systemError() -> String { String(cString: strerror(errno)).lowercased() }
}
