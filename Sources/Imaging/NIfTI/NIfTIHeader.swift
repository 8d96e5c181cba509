import CNIfTI

/// A header of either version in the fields of NIfTI-2 and the machine's byte order, with nothing believed yet.
struct NIfTIHeader {
    var fields: nifti_2_header
    /// 1 or 2.
    var version: Int
    /// Whether the file's byte order is not the machine's.
    var isSwapped: Bool
    /// Whether voxels follow in the same file, rather than in an .img beside it.
    var isSingleFile: Bool
    /// Where the header says that voxels start; NIfTI-1 holds it as a float.
    var voxelOffset: Double

    static let sizes = [1: 348, 2: 540]
}

extension NIfTIHeader {
    /// Reads the header at the start of a file.
    init(_ file: ZippedFile) throws(ImagingError) {
        var bytes = [UInt8](repeating: 0, count: 540)
        let size = try NIfTIHeader.read(file, into: &bytes, from: 0, upTo: 4)
        guard size == 4 else { throw .notNIfTI(path: file.path, found: "\(size) bytes") }
        let claimed = bytes.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
        guard let version = [348: 1, 540: 2][claimed] ?? [348: 1, 540: 2][claimed.byteSwapped] else {
            throw .notNIfTI(path: file.path, found: NIfTIHeader.kind(startingWith: bytes))
        }
        let expected = NIfTIHeader.sizes[version]!
        let found = try NIfTIHeader.read(file, into: &bytes, from: 4, upTo: expected)
        guard found == expected else { throw file.shortage(expected: expected) }
        try self.init(bytes, version: version, isSwapped: claimed != expected, path: file.path)
    }

    private init(_ bytes: [UInt8], version: Int, isSwapped: Bool, path: String) throws(ImagingError) {
        if version == 1 {
            var header = bytes.withUnsafeBytes { $0.loadUnaligned(as: nifti_1_header.self) }
            if isSwapped { nifti_swap_as_nifti1(&header) }
            self.init(fields: nifti_2_header(header), version: 1, isSwapped: isSwapped, isSingleFile: false, voxelOffset: Double(header.vox_offset))
        } else {
            var header = bytes.withUnsafeBytes { $0.loadUnaligned(as: nifti_2_header.self) }
            if isSwapped { nifti_swap_as_nifti2(&header) }
            self.init(fields: header, version: 2, isSwapped: isSwapped, isSingleFile: false, voxelOffset: Double(header.vox_offset))
        }
        isSingleFile = try NIfTIHeader.isSingleFile(bytes, version: version, path: path)
    }

    private static func read(_ file: ZippedFile, into bytes: inout [UInt8], from start: Int, upTo end: Int) throws(ImagingError) -> Int {
        let result = bytes.withUnsafeMutableBytes { buffer in
            Result { () throws(ImagingError) in
                try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[start..<end]))
            }
        }
        return try start + result.get()
    }

    private static func isSingleFile(_ bytes: [UInt8], version: Int, path: String) throws(ImagingError) -> Bool {
        let magic = version == 1 ? Array(bytes[344..<348]) : Array(bytes[4..<12])
        let tail: [UInt8] = version == 1 ? [0] : [0, 13, 10, 26, 10]
        let number = UInt8(ascii: version == 1 ? "1" : "2")
        switch magic {
        case [UInt8(ascii: "n"), UInt8(ascii: "+"), number] + tail: return true
        case [UInt8(ascii: "n"), UInt8(ascii: "i"), number] + tail: return false
        default: throw .notNIfTI(path: path, found: version == 1 ? "an ANALYZE 7.5 header" : "a header without NIfTI-2's magic")
        }
    }

    private static func kind(startingWith bytes: [UInt8]) -> String {
        switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
        case (0x1F, 0x8B, _, _): "a gzip stream inside another"
        case (0x89, 0x50, 0x4E, 0x47): "a PNG picture"
        case (0x50, 0x4B, _, _): "a zip archive"
        case (0x4E, 0x52, 0x52, 0x44): "an NRRD image"
        case (0, 0, 0, 1): "a FreeSurfer MGH image"
        default: "another kind of file"
        }
    }
}

extension nifti_2_header {
    /// The same values as NIfTI-1 held, except those that no reader here needs.
    init(_ header: nifti_1_header) {
        self.init()
        datatype = header.datatype
        dim = (Int64(header.dim.0), Int64(header.dim.1), Int64(header.dim.2), Int64(header.dim.3),
            Int64(header.dim.4), Int64(header.dim.5), Int64(header.dim.6), Int64(header.dim.7))
        pixdim = (Double(header.pixdim.0), Double(header.pixdim.1), Double(header.pixdim.2), Double(header.pixdim.3), 0, 0, 0, 0)
        (scl_slope, scl_inter) = (Double(header.scl_slope), Double(header.scl_inter))
        (qform_code, sform_code) = (Int32(header.qform_code), Int32(header.sform_code))
        (quatern_b, quatern_c, quatern_d) = (Double(header.quatern_b), Double(header.quatern_c), Double(header.quatern_d))
        (qoffset_x, qoffset_y, qoffset_z) = (Double(header.qoffset_x), Double(header.qoffset_y), Double(header.qoffset_z))
        let (x, y, z) = (header.srow_x, header.srow_y, header.srow_z)
        srow_x = (Double(x.0), Double(x.1), Double(x.2), Double(x.3))
        srow_y = (Double(y.0), Double(y.1), Double(y.2), Double(y.3))
        srow_z = (Double(z.0), Double(z.1), Double(z.2), Double(z.3))
        xyzt_units = Int32(header.xyzt_units)
    }
}
