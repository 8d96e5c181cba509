import Foundation
import Imaging
import TestSupport
import Testing

/// One broken file per way to be wrong, and the error that names it.
struct HostileFileTests {
    let scratch = Scratch()

    private func error(_ bytes: [UInt8], _ name: String = "image.nii") -> ImagingError? {
        let path = scratch.put(bytes, name)
        do throws(ImagingError) {
            _ = try NIfTIReader.read(path)
            return nil
        } catch {
            #expect(error.description.contains(path))
            #expect(error.description.split(separator: "\n").count <= 2)
            return error
        }
    }

    private var path: String { scratch.file("image.nii") }

    @Test func absent() {
        #expect(throws: ImagingError.fileAbsent(path: path)) { try NIfTIReader.read(path) }
        #expect(ImagingError.fileAbsent(path: path).category == .inputMissing)
    }

    @Test func directory() {
        #expect(throws: ImagingError.notAFile(path: scratch.path, found: "a directory")) {
            try NIfTIReader.read(scratch.path)
        }
    }

    @Test func empty() {
        #expect(error([]) == .empty(path: path))
        #expect(error(Gzip.stored([])) == .notNIfTI(path: path, found: "0 bytes"))
    }

    @Test func notNIfTI() {
        #expect(error(Array("hello, world".utf8)) == .notNIfTI(path: path, found: "another kind of file"))
        #expect(error(NIfTIFixture(sizeofHeader: 1).single) == .notNIfTI(path: path, found: "another kind of file"))
        #expect(error([0x89, 0x50, 0x4E, 0x47]) == .notNIfTI(path: path, found: "a PNG picture"))
        #expect(error(Gzip.stored(Gzip.stored([1]))) == .notNIfTI(path: path, found: "a gzip stream inside another"))
    }

    @Test func magic() {
        #expect(error(NIfTIFixture(magic: [0, 0, 0, 0]).single) == .notNIfTI(path: path, found: "an ANALYZE 7.5 header"))
        let textMode = NIfTIFixture(version: 2, magic: Array("n+2\0\n\u{1A}\n\n".utf8)).single
        #expect(error(textMode) == .notNIfTI(path: path, found: "a header without NIfTI-2's magic"))
    }

    @Test(arguments: [(1, 348), (2, 540)])
    func headerCutShort(version: Int, size: Int) {
        let cut = Array(NIfTIFixture(version: version).single.prefix(100))
        #expect(error(cut) == .truncated(path: path, found: 100, expected: size))
    }

    @Test func voxelsCutShort() {
        let whole = NIfTIFixture().single
        #expect(error(whole.dropLast()) == .truncated(path: path, found: 399, expected: 400))
        #expect(error(Gzip.stored(whole.dropLast())) == .truncated(path: path, found: 399, expected: 400))
    }

    @Test func gzipCutShort() {
        let stream = Gzip.stored(NIfTIFixture().single)
        #expect(error(stream.dropLast(20)) == .gzipEndsEarly(path: path, found: 388))
        #expect(error(stream.dropLast(5)) == .gzipEndsEarly(path: path, found: 400), "checksum cut off")
        #expect(error(Array(stream.prefix(100))) == .gzipEndsEarly(path: path, found: 85))
    }

    @Test func gzipCorrupt() {
        var stream = Gzip.stored(NIfTIFixture().single)
        stream[380] ^= 0x10
        guard case .gzipCorrupt(path, _) = error(stream) else { return #expect(Bool(false), "flipped bit not found") }
    }

    @Test func fourDimensional() {
        #expect(error(NIfTIFixture(dim: [4, 3, 4, 2, 5, 1, 1, 1]).single) == .fourDimensional(path: path, dimensions: [3, 4, 2, 5]))
        #expect(error(NIfTIFixture(dim: [5, 3, 4, 2, 1, 3, 1, 1]).single) == .fourDimensional(path: path, dimensions: [3, 4, 2, 1, 3]))
    }

    @Test func twoDimensional() {
        #expect(error(NIfTIFixture(dim: [2, 3, 8, 0, 0, 0, 0, 0]).single) == .twoDimensional(path: path, dimensions: [3, 8]))
        #expect(error(NIfTIFixture(dim: [3, 3, 8, 1, 1, 1, 1, 1]).single) == .twoDimensional(path: path, dimensions: [3, 8, 1]))
    }

    @Test(arguments: [0, 8, -1, 768])
    func numberOfAxes(count: Int) {
        guard case .invalidField(path, "dim[0]", "\(count)", _) = error(NIfTIFixture(dim: [count, 3, 4, 2, 1, 1, 1, 1]).single)
        else { return #expect(Bool(false), "dim[0] = \(count) accepted") }
    }

    @Test(arguments: [0, -3])
    func axisWithoutVoxels(size: Int) {
        guard case .invalidField(path, "dim[2]", "\(size)", _) = error(NIfTIFixture(dim: [3, 3, size, 2, 1, 1, 1, 1]).single)
        else { return #expect(Bool(false), "dim[2] = \(size) accepted") }
    }

    @Test(arguments: [(0, "unknown"), (1, "one bit"), (32, "complex64"), (128, "RGB24"), (1536, "float128"), (1792, "complex128"),
        (2048, "complex256"), (2304, "RGBA32"), (3, "no NIfTI type")])
    func datatype(code: Int, name: String) {
        guard case .unsupportedDatatype(path, code, let found)? = error(NIfTIFixture(datatype: code).single)
        else { return #expect(Bool(false), "datatype \(code) accepted") }
        #expect(found.contains(name))
    }
}
