import Imaging
import TestSupport
import Testing

/// Headers whose numbers would make a trusting reader allocate, divide by zero or run past the end.
struct HostileGeometryTests {
    let scratch = Scratch()

    private func error(_ fixture: NIfTIFixture, isCompressed: Bool = false) -> ImagingError? {
        let path = scratch.put(isCompressed ? Gzip.stored(fixture.single) : fixture.single)
        do throws(ImagingError) {
            _ = try NIfTIReader.read(path)
            return nil
        } catch { return error }
    }

    private var path: String { scratch.file("image.nii") }

    @Test func claimsBeyondTheFile() {
        let fixture = NIfTIFixture(dim: [3, 1000, 1000, 1000, 1, 1, 1, 1])
        #expect(error(fixture) == .truncated(path: path, found: 400, expected: 2_000_000_352))
        guard case .truncated(path, let most, 2_000_000_352) = error(fixture, isCompressed: true)
        else { return #expect(Bool(false), "two gigabytes expected from a small gzip stream") }
        #expect(most < 1 << 20)
    }

    @Test(arguments: [[32767, 32767, 32767], [1 << 21, 1 << 21, 1 << 21], [Int.max, 2, 2], [2, Int.max, Int.max]])
    func claimsBeyondMemory(size: [Int]) {
        let fixture = NIfTIFixture(version: 2, dim: [3] + size + [1, 1, 1, 1])
        #expect(error(fixture) == .tooLarge(path: path, dimensions: size, limit: 1 << 30))
        #expect(error(fixture, isCompressed: true) == .tooLarge(path: path, dimensions: size, limit: 1 << 30))
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, -352, 100, 1e30])
    func voxelOffset(offset: Double) {
        guard case .invalidField(path, "vox_offset", _, _) = error(NIfTIFixture(voxelOffset: offset))
        else { return #expect(Bool(false), "vox_offset \(offset) accepted") }
    }

    @Test func voxelOffsetPastTheEnd() {
        #expect(error(NIfTIFixture(voxelOffset: 1e6)) == .truncated(path: path, found: 400, expected: 1_000_048))
        #expect(error(NIfTIFixture(version: 2, voxelOffset: 0x1p52)) == .truncated(path: path, found: 592, expected: 1 << 52 + 48))
    }

    @Test func intercept() {
        guard case .invalidField(path, "scl_inter", _, _) = error(NIfTIFixture(slope: 1, intercept: .nan))
        else { return #expect(Bool(false), "scl_inter NaN accepted") }
    }

    @Test(arguments: [
        [Double](repeating: 0, count: 12), [.nan, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], [1, 0, 0, .infinity, 0, 1, 0, 0, 0, 0, 1, 0],
        [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0], [1, 0, 0, 0, 0, 1e-7, 0, 0, 0, 0, 1, 0], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1e8, 0],
    ])
    func sform(rows: [Double]) {
        #expect(error(NIfTIFixture(srow: rows)) == .invalidAffine(path: path, form: .sform))
    }

    @Test func qformAndSpacing() {
        let nan = NIfTIFixture(qformCode: 1, quaternion: [.nan, 0, 0], sformCode: 0)
        #expect(error(nan) == .invalidAffine(path: path, form: .qform))
        let flat = [1, 0, 2, 2.5, 1, 1, 1, 1]
        #expect(error(NIfTIFixture(pixdim: flat, qformCode: 1, sformCode: 0)) == .invalidAffine(path: path, form: .qform))
        #expect(error(NIfTIFixture(pixdim: flat, sformCode: 0)) == .invalidAffine(path: path, form: .pixdim))
    }

    /// Whatever a byte of the header becomes, the file is refused or gives a grid that can be used and written.
    @Test(arguments: [(1, false), (1, true), (2, false), (2, true)])
    func anyBrokenHeaderByte(version: Int, isBigEndian: Bool) throws {
        let whole = NIfTIFixture(version: version, isBigEndian: isBigEndian, qformCode: 1, sformCode: 0).single
        let grid = try NIfTIReader.readGrid(scratch.put(whole))
        for (at, value) in (0..<(version == 1 ? 348 : 540)).flatMap({ at in [UInt8(0), 0x7F, 0x80, 0xFF].map { (at, $0) } }) {
            var broken = whole
            broken[at] = value
            guard let volume = try? NIfTIReader.read(scratch.put(broken)) else { continue }
            #expect(volume.voxels.count == volume.grid.count && volume.grid.voxelVolume > 0, "byte \(at) = \(value)")
            guard volume.grid != grid else { continue }
            try NIfTIWriter.write(volume, to: scratch.file("out.nii"), overwrite: true)
            #expect(try NIfTIReader.readGrid(scratch.file("out.nii")).affine == volume.grid.affine, "byte \(at) = \(value)")
        }
    }

    @Test(arguments: ["hdr", "hdr.gz"])
    func pairWithoutItsOtherHalf(ending: String) {
        let fixture = NIfTIFixture(isPair: true)
        let header = scratch.put(fixture.header, "a." + ending)
        let images = ["img", "img.gz"].map { scratch.file("a." + $0) }
        #expect(throws: ImagingError.partnerAbsent(path: header, expected: ending == "hdr" ? images : images.reversed())) {
            try NIfTIReader.read(header)
        }
        let image = scratch.put(fixture.voxels, "b.img")
        #expect(throws: ImagingError.partnerAbsent(path: image, expected: ["hdr", "hdr.gz"].map { scratch.file("b." + $0) })) {
            try NIfTIReader.read(image)
        }
    }
}
