import Glibc

/// A file's bytes, mapped read-only for as long as this object lives.
///
/// Replacing the file by renaming another over it is harmless; whoever shortens it in place makes the process fail.
final class FileMapping: @unchecked Sendable {
    let path: String
    let bytes: UnsafeRawBufferPointer

    init(_ path: String) throws(ModelError) {
        self.path = path
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { throw .missing(path: path) }
            throw .cannotRead(path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .cannotRead(path: path, reason: String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        guard status.st_size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        let start = mmap(nil, status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let start, start != MAP_FAILED else { throw .cannotRead(path: path, reason: String(cString: strerror(errno))) }
        bytes = UnsafeRawBufferPointer(start: start, count: status.st_size)
    }

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    }

    /// The little-endian integer at a byte, or `truncated`.
    func integer<T: FixedWidthInteger>(_ type: T.Type, _ field: String, at offset: Int) throws(ModelError) -> T {
        try require(MemoryLayout<T>.size, field, at: offset)
        return T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self))
    }

    /// Throws `truncated` unless the file has `count` bytes from `offset` on.
    func require(_ count: Int, _ field: String, at offset: Int) throws(ModelError) {
        guard offset <= bytes.count, count <= bytes.count - offset else {
            throw .truncated(place(field, offset), found: bytes.count, expected: UInt64(offset) &+ UInt64(count))
        }
    }

    func place(_ field: String, _ offset: Int) -> FilePlace { FilePlace(path: path, field: field, offset: offset) }

    /// The bytes of a range that has been checked to lie in the file.
    subscript(range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[range]) }

    /// Gives whole pages of a checked range back to the system; whoever reads them again gets them from the file.
    func release(_ range: Range<Int>) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let (first, last) = ((range.lowerBound + page - 1) / page * page, range.upperBound / page * page)
        if first < last, let start = bytes.baseAddress { madvise(UnsafeMutableRawPointer(mutating: start + first), last - first, MADV_DONTNEED) }
    }

    /// Throws `nonZeroPadding` unless all bytes of a checked range are 0.
    func requireZeros(_ range: Range<Int>, _ field: String) throws(ModelError) {
        for index in range where bytes[index] != 0 { throw .nonZeroPadding(place(field, index), found: bytes[index]) }
    }
}
