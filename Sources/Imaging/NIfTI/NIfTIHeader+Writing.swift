import CNIfTI

extension NIfTIHeader {
    /// A header for volumes on `grid` in the machine's byte order, unscaled, and the four zeros that say no extension
    /// follows.
    ///
    /// - Parameters:
    ///   - volumes: How many follow along the fourth axis; one alone makes an image of three axes.
    ///   - description: What the voxels are, for people; at most 79 bytes are kept.
    static func bytes(_ grid: Grid, datatype: NIfTIDatatype, intent: Int32, volumes: Int = 1, description: String = "") -> [UInt8] {
        var header = nifti_2_header(grid, datatype: datatype, intent: intent)
        if volumes > 1 { (header.dim.0, header.dim.4) = (4, Int64(volumes)) }
        withUnsafeMutableBytes(of: &header.descrip) { $0.copyBytes(from: description.utf8.prefix(79)) }
        let bytes = if grid.fitsNIfTI1 {
            withUnsafeBytes(of: nifti_1_header(narrowing: header)) { Array($0.prefix(348)) }
        } else {
            withUnsafeBytes(of: header) { Array($0.prefix(540)) }
        }
        return bytes + [0, 0, 0, 0]
    }
}

extension Grid {
    /// Whether NIfTI-1's int16 dimensions and codes and its float32 forms hold this grid without loss.
    var fitsNIfTI1: Bool {
        let numbers = [pixdim[0], pixdim[1], pixdim[2], pixdim[3]]
            + [qform.quaternion, qform.offset, sform.matrix.i, sform.matrix.j, sform.matrix.k, sform.matrix.origin]
            .flatMap { [$0.x, $0.y, $0.z] }
        return [dimensions.max(), qform.code, sform.code].allSatisfy { Int16(exactly: $0) != nil }
            && Int8(exactly: xyztUnits) != nil && numbers.allSatisfy { $0.isNaN || Double(Float($0)) == $0 }
    }
}

extension nifti_2_header {
    init(_ grid: Grid, datatype: NIfTIDatatype, intent: Int32) {
        self.init()
        sizeof_hdr = 540
        magic = (0x6E, 0x2B, 0x32, 0, 13, 10, 26, 10)
        self.datatype = Int16(datatype.rawValue)
        bitpix = Int16(datatype.bytes * 8)
        dim = (3, Int64(grid.dimensions.x), Int64(grid.dimensions.y), Int64(grid.dimensions.z), 1, 1, 1, 1)
        let spacing = grid.pixdim
        pixdim = (spacing[0], spacing[1], spacing[2], spacing[3], 1, 1, 1, 1)
        vox_offset = 544
        (scl_slope, scl_inter) = (1, 0)
        intent_code = intent
        xyzt_units = Int32(grid.xyztUnits)
        setForms(grid)
    }

    private mutating func setForms(_ grid: Grid) {
        (qform_code, sform_code) = (Int32(grid.qform.code), Int32(grid.sform.code))
        let (q, at, rows) = (grid.qform.quaternion, grid.qform.offset, grid.sform.matrix.rows)
        (quatern_b, quatern_c, quatern_d) = (q.x, q.y, q.z)
        (qoffset_x, qoffset_y, qoffset_z) = (at.x, at.y, at.z)
        srow_x = (rows[0][0], rows[0][1], rows[0][2], rows[0][3])
        srow_y = (rows[1][0], rows[1][1], rows[1][2], rows[1][3])
        srow_z = (rows[2][0], rows[2][1], rows[2][2], rows[2][3])
    }
}

extension nifti_1_header {
    /// The fields that are set for writing, as NIfTI-1.
    init(narrowing header: nifti_2_header) {
        self.init()
        sizeof_hdr = 348
        regular = 0x72
        magic = (0x6E, 0x2B, 0x31, 0)
        (datatype, bitpix, vox_offset) = (header.datatype, header.bitpix, 352)
        let d = header.dim, p = header.pixdim
        dim = (Int16(d.0), Int16(d.1), Int16(d.2), Int16(d.3), Int16(d.4), 1, 1, 1)
        pixdim = (Float(p.0), Float(p.1), Float(p.2), Float(p.3), 1, 1, 1, 1)
        (scl_slope, scl_inter) = (1, 0)
        intent_code = Int16(header.intent_code)
        descrip = header.descrip
        xyzt_units = CChar(truncatingIfNeeded: header.xyzt_units)
        (qform_code, sform_code) = (Int16(truncatingIfNeeded: header.qform_code), Int16(truncatingIfNeeded: header.sform_code))
        (quatern_b, quatern_c, quatern_d) = (Float(header.quatern_b), Float(header.quatern_c), Float(header.quatern_d))
        (qoffset_x, qoffset_y, qoffset_z) = (Float(header.qoffset_x), Float(header.qoffset_y), Float(header.qoffset_z))
        let (x, y, z) = (header.srow_x, header.srow_y, header.srow_z)
        srow_x = (Float(x.0), Float(x.1), Float(x.2), Float(x.3))
        srow_y = (Float(y.0), Float(y.1), Float(y.2), Float(y.3))
        srow_z = (Float(z.0), Float(z.1), Float(z.2), Float(z.3))
    }
}
