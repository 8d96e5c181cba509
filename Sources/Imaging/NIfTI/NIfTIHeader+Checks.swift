import CNIfTI

/// What a checked header says about its voxels.
struct VoxelLayout {
    var datatype: NIfTIDatatype
    var count: Int
    /// Bytes before the first voxel, in the file that holds the voxels.
    var offset: Int
    var isSwapped: Bool
    /// value = slope · stored + intercept; nil where the file asks for no scaling.
    var scaling: (slope: Double, intercept: Double)?

    var bytes: Int { count * datatype.bytes }
}

extension NIfTIHeader {
    /// The most voxels that are read: a gigavoxel or 4 GiB as float32, almost twice a 0.25 mm scan of a head.
    static let voxelLimit = 1 << 30

    /// Between voxels, in mm: what lies beyond has no use, and computing with it no end.
    private static let spacings = 1e-6...1e7

    /// The grid, or what is wrong with it.
    func grid(path: String) throws(ImagingError) -> Grid {
        let f = fields
        let grid = Grid(
            dimensions: try dimensions(path: path), pixdim: SIMD4(f.pixdim.0, f.pixdim.1, f.pixdim.2, f.pixdim.3),
            qform: Grid.QForm(
                code: Int(f.qform_code), quaternion: SIMD3(f.quatern_b, f.quatern_c, f.quatern_d),
                offset: SIMD3(f.qoffset_x, f.qoffset_y, f.qoffset_z)),
            sform: Grid.SForm(
                code: Int(f.sform_code),
                matrix: Affine(
                    rows: SIMD4(f.srow_x.0, f.srow_x.1, f.srow_x.2, f.srow_x.3),
                    SIMD4(f.srow_y.0, f.srow_y.1, f.srow_y.2, f.srow_y.3),
                    SIMD4(f.srow_z.0, f.srow_z.1, f.srow_z.2, f.srow_z.3))),
            xyztUnits: Int(f.xyzt_units))
        guard grid.affine.isUsable, (0..<3).allSatisfy({ NIfTIHeader.spacings.contains(grid.spacing[$0]) }) else { throw .invalidAffine(path: path, form: grid.affineSource) }
        return grid
    }

    /// Type, scaling and place of the voxels of a grid, or what is wrong with them.
    func voxelLayout(_ grid: Grid, path: String) throws(ImagingError) -> VoxelLayout {
        VoxelLayout(
            datatype: try datatype(path: path), count: grid.count, offset: try offset(path: path), isSwapped: isSwapped,
            scaling: try scaling(path: path))
    }

    func datatype(path: String) throws(ImagingError) -> NIfTIDatatype {
        let code = Int(fields.datatype)
        guard let datatype = NIfTIDatatype(rawValue: code) else {
            throw .unsupportedDatatype(path: path, code: code, name: NIfTIDatatype.name(ofUnsupported: code))
        }
        return datatype
    }

    private func dimensions(path: String) throws(ImagingError) -> SIMD3<Int> {
        let dim = withUnsafeBytes(of: fields.dim) { $0.bindMemory(to: Int64.self).map { Int($0) } }
        guard (1...7).contains(dim[0]) else {
            throw .invalidField(path: path, field: "dim[0]", found: "\(dim[0])", expected: "3")
        }
        let sizes = Array(dim[1...dim[0]])
        for (axis, size) in sizes.enumerated() where size < 0 || (axis < 3 && size == 0) {
            throw .invalidField(path: path, field: "dim[\(axis + 1)]", found: "\(size)", expected: "a positive number")
        }
        guard sizes.dropFirst(3).allSatisfy({ $0 <= 1 }) else { throw .fourDimensional(path: path, dimensions: sizes) }
        guard sizes.count >= 3, sizes[..<3].allSatisfy({ $0 > 1 }) else {
            throw .twoDimensional(path: path, dimensions: sizes)
        }
        var count = 1
        for size in sizes[..<3] {
            guard size <= NIfTIHeader.voxelLimit / count else {
                throw .tooLarge(path: path, dimensions: Array(sizes[..<3]), limit: NIfTIHeader.voxelLimit)
            }
            count *= size
        }
        return SIMD3(sizes[0], sizes[1], sizes[2])
    }

    /// Zero means right after the header; in a single file that is after the four bytes that announce extensions.
    private func offset(path: String) throws(ImagingError) -> Int {
        let header = Double(NIfTIHeader.sizes[version]!)
        if voxelOffset == 0 { return isSingleFile ? Int(header) + 4 : 0 }
        guard voxelOffset >= (isSingleFile ? header : 0), voxelOffset < 0x1p53 else {
            throw .invalidField(path: path, field: "vox_offset", found: "\(voxelOffset)", expected: "\(Int(header) + 4) or more")
        }
        return Int(voxelOffset)
    }

    private func scaling(path: String) throws(ImagingError) -> (slope: Double, intercept: Double)? {
        let (slope, intercept) = (fields.scl_slope, fields.scl_inter)
        guard slope.isFinite, slope != 0 else { return nil }
        guard intercept.isFinite else {
            throw .invalidField(path: path, field: "scl_inter", found: "\(intercept)", expected: "a finite number")
        }
        return slope == 1 && intercept == 0 ? nil : (slope, intercept)
    }
}
