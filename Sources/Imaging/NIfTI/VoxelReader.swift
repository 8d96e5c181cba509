import CNIfTI

/// Reads voxels in pieces, so that memory grows with the data that arrives and not with what a header claims.
struct VoxelReader {
    let layout: VoxelLayout
    private(set) var voxels: [Float] = []
    /// Whether voxels are NaN or infinite; all of them become NaN.
    private(set) var hasOtherThanFinite = false

    /// Voxels per piece: 128 Ki, so that a piece and its floats stay in the second-level cache.
    private static let piece = 1 << 17
    /// Voxels to make room for at once: a 256³ volume, 64 MiB.
    static let reserve = 1 << 24

    /// Reads all voxels that `layout` describes.
    init(_ layout: VoxelLayout, from file: ZippedFile) throws(ImagingError) {
        self.layout = layout
        let end = layout.offset.addingReportingOverflow(layout.bytes)
        guard !end.overflow, end.partialValue <= file.capacity else {
            throw .truncated(path: file.path, found: file.capacity, expected: end.partialValue)
        }
        try file.skip(to: layout.offset)
        voxels.reserveCapacity(min(layout.count, VoxelReader.reserve))
        let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: VoxelReader.piece * layout.datatype.bytes, alignment: 64)
        let floats = UnsafeMutableBufferPointer<Float>.allocate(capacity: VoxelReader.piece)
        defer {
            raw.deallocate()
            floats.deallocate()
        }
        while voxels.count < layout.count {
            let count = min(VoxelReader.piece, layout.count - voxels.count)
            let part = UnsafeMutableRawBufferPointer(rebasing: raw[..<(count * layout.datatype.bytes)])
            try file.readAll(into: part)
            if layout.isSwapped && layout.datatype.bytes > 1 {
                nifti_swap_Nbytes(Int64(count), Int32(layout.datatype.bytes), part.baseAddress)
            }
            convert(UnsafeRawBufferPointer(part), into: floats, count: count)
        }
        try file.finish()
    }

    private mutating func convert(_ raw: UnsafeRawBufferPointer, into floats: UnsafeMutableBufferPointer<Float>, count: Int) {
        switch layout.datatype {
        case .uint8: convert(raw, as: UInt8.self, into: floats)
        case .int8: convert(raw, as: Int8.self, into: floats)
        case .uint16: convert(raw, as: UInt16.self, into: floats)
        case .int16: convert(raw, as: Int16.self, into: floats)
        case .uint32: convert(raw, as: UInt32.self, into: floats)
        case .int32: convert(raw, as: Int32.self, into: floats)
        case .uint64: convert(raw, as: UInt64.self, into: floats)
        case .int64: convert(raw, as: Int64.self, into: floats)
        case .float32: convert(raw, as: Float.self, into: floats)
        case .float64: convert(raw, as: Double.self, into: floats)
        }
        let part = UnsafeMutableBufferPointer(rebasing: floats[..<count])
        if layout.datatype.isFloatingPoint || layout.scaling != nil { hasOtherThanFinite = VoxelReader.markNonFinite(part) || hasOtherThanFinite }
        voxels.append(contentsOf: UnsafeBufferPointer(part))
    }

    private func convert<Element: VoxelElement>(
        _ raw: UnsafeRawBufferPointer, as type: Element.Type, into floats: UnsafeMutableBufferPointer<Float>
    ) {
        let stored = raw.bindMemory(to: Element.self)
        if let (slope, intercept) = layout.scaling {
            for index in stored.indices { floats[index] = Float(stored[index].double * slope + intercept) }
        } else {
            for index in stored.indices { floats[index] = stored[index].float }
        }
    }

    private static func markNonFinite(_ values: UnsafeMutableBufferPointer<Float>) -> Bool {
        var hasAny = false
        for index in values.indices where !values[index].isFinite { (values[index], hasAny) = (.nan, true) }
        return hasAny
    }
}
