import CZlib
import Files
import Foundation

/// Writes a zip archive of files that are compressed already: they are stored as they are, with the same bytes for the same files.
struct ZipWriter {
    private let draft: FileDraft
    private var directory: [UInt8] = []
    private var count: UInt16 = 0
    private var offset: UInt32 = 0

    init(_ draft: FileDraft) { self.draft = draft }

    /// Adds a file of less than 4 GiB.
    mutating func add(_ name: String, _ bytes: [UInt8]) throws(FileError) {
        let checksum = UInt32(bytes.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) })
        // Version 2.0, names in UTF-8, stored, the first day that the format knows, checksum, both sizes, the name's length, no extra field.
        let fields = ZipWriter.little([20, 1 << 11, 0, 0, 0x21] as [UInt16]) + ZipWriter.little([checksum, UInt32(bytes.count), UInt32(bytes.count)])
            + ZipWriter.little([UInt16(name.utf8.count), 0] as [UInt16])
        try draft.append(Array("PK\u{3}\u{4}".utf8) + fields + name.utf8)
        try draft.append(bytes)
        directory += Array("PK\u{1}\u{2}".utf8) + ZipWriter.little([20] as [UInt16]) + fields
            + ZipWriter.little([0, 0, 0] as [UInt16]) + ZipWriter.little([0, offset]) + name.utf8
        offset += UInt32(30 + name.utf8.count + bytes.count)
        count += 1
    }

    /// Ends the archive.
    func finish() throws(FileError) {
        try draft.append(directory + Array("PK\u{5}\u{6}".utf8) + ZipWriter.little([0, 0, count, count])
            + ZipWriter.little([UInt32(directory.count), offset]) + ZipWriter.little([0] as [UInt16]))
    }

    private static func little<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
        numbers.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) }
    }
}
