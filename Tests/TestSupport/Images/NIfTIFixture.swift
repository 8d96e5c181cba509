import Foundation

/// A NIfTI file put together byte by byte from the offsets of the standard, so that it shares nothing with the reader.
package struct NIfTIFixture: Sendable {
    package var version: Int
    package var isBigEndian: Bool
    package var dim: [Int]
    package var datatype: Int
    /// Stored values, before scaling.
    package var values: [Double]
    package var slope: Double
    package var intercept: Double
    package var pixdim: [Double]
    package var qformCode: Int
    package var quaternion: [Double]
    package var offset: [Double]
    package var sformCode: Int
    package var srow: [Double]
    package var units: Int
    package var isPair: Bool
    package var extensionBytes: [UInt8]
    /// Overrides the place that follows from the rest.
    package var voxelOffset: Double?
    package var sizeofHeader: Int?
    package var magic: [UInt8]?

    package init(version: Int = 1, isBigEndian: Bool = false, dim: [Int] = [3, 3, 4, 2, 1, 1, 1, 1], datatype: Int = 4,
                 values: [Double] = (0..<24).map(Double.init), slope: Double = 0, intercept: Double = 0,
                 pixdim: [Double] = [-1, 1.5, 2, 2.5, 1, 1, 1, 1], qformCode: Int = 0, quaternion: [Double] = [0, 0, 0],
                 offset: [Double] = [0, 0, 0], sformCode: Int = 1, srow: [Double] = [-1.5, 0, 0, 10, 0, 2, 0, -20, 0, 0, 2.5, 30],
                 units: Int = 2, isPair: Bool = false, extensionBytes: [UInt8] = [], voxelOffset: Double? = nil,
                 sizeofHeader: Int? = nil, magic: [UInt8]? = nil) {
        (self.version, self.isBigEndian, self.dim, self.datatype, self.values) = (version, isBigEndian, dim, datatype, values)
        (self.slope, self.intercept, self.pixdim, self.units) = (slope, intercept, pixdim, units)
        (self.qformCode, self.quaternion, self.offset, self.sformCode, self.srow) = (qformCode, quaternion, offset, sformCode, srow)
        (self.isPair, self.extensionBytes, self.voxelOffset) = (isPair, extensionBytes, voxelOffset)
        (self.sizeofHeader, self.magic) = (sizeofHeader, magic)
    }

    package static let byteCounts = [2: 1, 4: 2, 8: 4, 16: 4, 64: 8, 256: 1, 512: 2, 768: 4, 1024: 8, 1280: 8]

    package var single: [UInt8] { header + [extensionBytes.isEmpty ? 0 : 1, 0, 0, 0] + extensionBytes + voxels }

    package var header: [UInt8] { version == 1 ? header1 : header2 }

    package var voxels: [UInt8] { values.flatMap { voxel($0) } }

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

    package func bytes<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
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
