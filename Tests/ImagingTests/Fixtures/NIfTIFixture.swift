import Foundation

/// A NIfTI file put together byte by byte from the offsets of the standard, so that it shares nothing with the reader.
struct NIfTIFixture {
    var version = 1
    var isBigEndian = false
    var dim: [Int] = [3, 3, 4, 2, 1, 1, 1, 1]
    var datatype = 4
    /// Stored values, before scaling.
    var values: [Double] = (0..<24).map(Double.init)
    var slope = 0.0
    var intercept = 0.0
    var pixdim: [Double] = [-1, 1.5, 2, 2.5, 1, 1, 1, 1]
    var qformCode = 0
    var quaternion: [Double] = [0, 0, 0]
    var offset: [Double] = [0, 0, 0]
    var sformCode = 1
    var srow: [Double] = [-1.5, 0, 0, 10, 0, 2, 0, -20, 0, 0, 2.5, 30]
    var units = 2
    var isPair = false
    var extensionBytes: [UInt8] = []
    /// Overrides the place that follows from the rest.
    var voxelOffset: Double?
    var sizeofHeader: Int?
    var magic: [UInt8]?

    static let byteCounts = [2: 1, 4: 2, 8: 4, 16: 4, 64: 8, 256: 1, 512: 2, 768: 4, 1024: 8, 1280: 8]

    var single: [UInt8] { header + [extensionBytes.isEmpty ? 0 : 1, 0, 0, 0] + extensionBytes + voxels }

    var header: [UInt8] { version == 1 ? header1 : header2 }

    var voxels: [UInt8] { values.flatMap { voxel($0) } }

    private func voxel(_ value: Double) -> [UInt8] {
        switch datatype {
        case 2: [UInt8(value)]
        case 256: [UInt8(bitPattern: Int8(value))]
        case 4: bytes(Int16(value))
        case 512: bytes(UInt16(value))
        case 8: bytes(Int32(value))
        case 768: bytes(UInt32(value))
        case 1024: bytes(Int64(value))
        case 1280: bytes(UInt64(value))
        case 16: bytes(Float(value).bitPattern)
        case 64: bytes(value.bitPattern)
        default: [0]
        }
    }

    func bytes<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
        withUnsafeBytes(of: isBigEndian ? value.bigEndian : value.littleEndian) { Array($0) }
    }
}

extension NIfTIFixture {
    private func float(_ value: Double) -> [UInt8] { bytes(Float(value).bitPattern) }
    private func double(_ value: Double) -> [UInt8] { bytes(value.bitPattern) }

    private var header1: [UInt8] {
        var header = [UInt8](repeating: 0, count: 348)
        func put(_ field: [UInt8], _ at: Int) { header.replaceSubrange(at..<(at + field.count), with: field) }
        put(bytes(Int32(sizeofHeader ?? 348)), 0)
        put(dim.flatMap { bytes(Int16(truncatingIfNeeded: $0)) }, 40)
        put(bytes(Int16(datatype)), 70)
        put(bytes(Int16((NIfTIFixture.byteCounts[datatype] ?? 0) * 8)), 72)
        put(pixdim.flatMap(float), 76)
        put(float(voxelOffset ?? (isPair ? 0 : Double(352 + extensionBytes.count))), 108)
        put(float(slope) + float(intercept), 112)
        put([UInt8(units)], 123)
        put(bytes(Int16(qformCode)) + bytes(Int16(sformCode)), 252)
        put((quaternion + offset + srow).flatMap(float), 256)
        put(magic ?? Array((isPair ? "ni1\0" : "n+1\0").utf8), 344)
        return header
    }

    private var header2: [UInt8] {
        var header = [UInt8](repeating: 0, count: 540)
        func put(_ field: [UInt8], _ at: Int) { header.replaceSubrange(at..<(at + field.count), with: field) }
        put(bytes(Int32(sizeofHeader ?? 540)), 0)
        put(magic ?? Array((isPair ? "ni2\0" : "n+2\0").utf8) + [13, 10, 26, 10], 4)
        put(bytes(Int16(datatype)), 12)
        put(dim.flatMap { bytes(Int64($0)) }, 16)
        put(pixdim.flatMap(double), 104)
        put(bytes(Int64(voxelOffset ?? (isPair ? 0 : Double(544 + extensionBytes.count)))), 168)
        put(double(slope) + double(intercept), 176)
        put(bytes(Int32(qformCode)) + bytes(Int32(sformCode)), 344)
        put((quaternion + offset + srow).flatMap(double), 352)
        put(bytes(Int32(units)), 500)
        return header
    }
}
