import Files
import Foundation
import Imaging
import TestSupport
import Testing

/// Writing masks and volumes.
struct WritingTests {
    let scratch = Scratch()

    private func grid(_ fixture: NIfTIFixture) throws -> Grid { try NIfTIReader.readGrid(scratch.put(fixture.single, "in.nii")) }

    private let mask = (0..<24).map { UInt8($0 % 5) }

    private static let fixtures: [NIfTIFixture] = [1, 2].flatMap { version in
        [false, true].flatMap { isBigEndian in
            [(0, 0), (1, 0), (0, 2), (3, 1)].map { codes in
                NIfTIFixture(
                    version: version, isBigEndian: isBigEndian, pixdim: [-1, 1.5, 0.1, 2.5, 7, 7, 7, 7], qformCode: codes.0,
                    quaternion: [0.1, -0.2, 0.3], offset: [1.1, 2.2, -3.3], sformCode: codes.1,
                    srow: [-1.5, 0.01, 0, 10.1, 0.02, 2, 0, -20, 0, 0.3, 2.5, 30], units: 10)
            }
        }
    }

    @Test(arguments: fixtures.indices, ["out.nii", "out.nii.gz"])
    func gridSurvivesBitForBit(index: Int, name: String) throws {
        let grid = try grid(WritingTests.fixtures[index])
        try NIfTIWriter.write(mask: mask, on: grid, to: scratch.file(name), overwrite: false)
        let read = try NIfTIReader.read(scratch.file(name))
        #expect(read.grid == grid)
        #expect(read.voxels == mask.map { Float($0) })
    }

    @Test func maskHeader() throws {
        try NIfTIWriter.write(mask: mask, on: grid(NIfTIFixture(units: 10)), to: scratch.file("out.nii"), overwrite: false)
        let bytes = scratch.bytes("out.nii")
        func field<Value>(_ at: Int, _ type: Value.Type) -> Value { bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: at, as: type) } }
        #expect(bytes.count == 352 + 24)
        #expect(field(0, Int32.self) == 348)
        #expect((0..<8).map { field(40 + 2 * $0, Int16.self) } == [3, 3, 4, 2, 1, 1, 1, 1])
        #expect(field(68, Int16.self) == 1002, "intent_code")
        #expect(field(70, Int16.self) == 2 && field(72, Int16.self) == 8, "uint8 of 8 bits")
        #expect((0..<4).map { field(76 + 4 * $0, Float.self) } == [-1, 1.5, 2, 2.5])
        #expect(field(108, Float.self) == 352, "vox_offset")
        #expect(field(112, Float.self) == 1 && field(116, Float.self) == 0, "scl_slope and scl_inter")
        #expect(bytes[123] == 10, "xyzt_units")
        #expect(Array(bytes[344..<352]) == Array("n+1\0\0\0\0\0".utf8))
        #expect(Array(bytes[352...]) == mask)
    }

    @Test(arguments: [1, 2]) func volumesFollowEachOther(version: Int) throws {
        // Doubles that float32 cannot hold make a file of NIfTI-2.
        let grid = try grid(NIfTIFixture(version: version, srow: [version == 1 ? -1.5 : -1.1, 0, 0, 10, 0, 2, 0, -20, 0, 0, 2.5, 30]))
        let volumes = (0..<3).map { volume in (0..<24).map { Float(volume) + Float($0) / 32 } }
        let batch = FileBatch(overwrite: false)
        try NIfTIWriter.write(volumes: 3, "of three", on: grid, to: scratch.file("out.nii"), in: batch) { volumes[$0] }
        try NIfTIWriter.write(volumes: 1, "of one", on: grid, to: scratch.file("one.nii"), in: batch) { volumes[$0] }
        try batch.publish()
        let bytes = scratch.bytes("out.nii")
        func field<Value>(_ at: Int, _ type: Value.Type) -> Value { bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: at, as: type) } }
        let start = version == 1 ? 352 : 544
        #expect(bytes.count == start + 3 * 24 * 4)
        #expect((0..<72).map { field(start + 4 * $0, Float.self) } == volumes.flatMap { $0 })
        if version == 1 {
            #expect((0..<8).map { field(40 + 2 * $0, Int16.self) } == [4, 3, 4, 2, 3, 1, 1, 1], "dim")
            #expect(field(68, Int16.self) == 0 && field(70, Int16.self) == 16 && field(72, Int16.self) == 32, "intent_code, float32 of 32 bits")
            #expect((0..<5).map { field(76 + 4 * $0, Float.self) } == [-1, 1.5, 2, 2.5, 1], "pixdim")
            #expect(bytes[148..<157] == Array("of three\0".utf8)[...], "descrip")
        } else {
            #expect((0..<5).map { field(16 + 8 * $0, Int64.self) } == [4, 3, 4, 2, 3])
            #expect(bytes[240..<249] == Array("of three\0".utf8)[...])
        }
        let one = try NIfTIReader.read(scratch.file("one.nii"))
        #expect(one.grid == grid && one.voxels == volumes[0])
    }

    @Test func doublesThatFloatsCannotHoldMakeNIfTI2() throws {
        let grid = try grid(NIfTIFixture(version: 2, srow: [-1.1, 0, 0, 10, 0, 2, 0, -20, 0, 0, 2.5, 30]))
        try NIfTIWriter.write(mask: mask, on: grid, to: scratch.file("out.nii"), overwrite: false)
        #expect(scratch.bytes("out.nii").count == 544 + 24)
        #expect(try NIfTIReader.readGrid(scratch.file("out.nii")) == grid)
    }

    @Test func volumeKeepsItsFloats() throws {
        var volume = try NIfTIReader.read(scratch.put(NIfTIFixture(datatype: 16).single))
        volume.voxels[5] = -0.1
        try NIfTIWriter.write(volume, to: scratch.file("out.nii.gz"), overwrite: false)
        #expect(try NIfTIReader.read(scratch.file("out.nii.gz")).voxels == volume.voxels)
    }

    @Test func sameMaskSameBytes() throws {
        let grid = try grid(NIfTIFixture())
        try NIfTIWriter.write(mask: mask, on: grid, to: scratch.file("a.nii.gz"), overwrite: false)
        try NIfTIWriter.write(mask: mask, on: grid, to: scratch.file("other.nii.gz"), overwrite: false)
        #expect(scratch.bytes("a.nii.gz") == scratch.bytes("other.nii.gz"))
        #expect(Array(scratch.bytes("a.nii.gz")[3..<8]) == [0, 0, 0, 0, 0], "no name and no time")
    }

    /// The most that deflate can shrink anything must not look like a file that claims too much.
    @Test func anEmptyMaskOfManyVoxels() throws {
        let affine = Affine(i: SIMD3(1, 0, 0), j: SIMD3(0, 1, 0), k: SIMD3(0, 0, 1), origin: .zero)
        let grid = Grid(dimensions: SIMD3(200, 200, 200), affine: affine), path = scratch.file("out.nii.gz")
        try NIfTIWriter.write(mask: [UInt8](repeating: 0, count: grid.count), on: grid, to: path, overwrite: false)
        #expect(scratch.bytes("out.nii.gz").count < grid.count / 900)
        #expect(try NIfTIReader.read(path).voxels.count == grid.count)
    }

    @Test func anExistingFileIsKeptOrReplaced() throws {
        let grid = try grid(NIfTIFixture()), path = scratch.put([1, 2, 3], "out.nii")
        #expect(throws: ImagingError.output(.exists(path: path))) {
            try NIfTIWriter.write(mask: mask, on: grid, to: path, overwrite: false)
        }
        #expect(scratch.bytes("out.nii") == [1, 2, 3])
        try NIfTIWriter.write(mask: mask, on: grid, to: path, overwrite: true)
        #expect(scratch.bytes("out.nii").count == 376)
        #expect(scratch.names == ["in.nii", "out.nii"], "no temporary file stays")
    }

    @Test func nothingStaysWhereTheTargetIsADirectory() throws {
        let grid = try grid(NIfTIFixture())
        scratch.put([], "out.nii/inside")
        #expect { try NIfTIWriter.write(mask: mask, on: grid, to: scratch.file("out.nii"), overwrite: true) } throws: {
            ($0 as? ImagingError)?.category == .cannotWrite
        }
        #expect(scratch.names == ["in.nii", "out.nii"])
    }

    @Test func nowhereToWrite() throws {
        let grid = try grid(NIfTIFixture())
        let absent = scratch.file("no/such/folder/out.nii.gz")
        #expect(throws: ImagingError.output(.cannotWrite(path: absent, reason: "\(scratch.file("no/such/folder")) is no folder"))) {
            try NIfTIWriter.write(mask: mask, on: grid, to: absent, overwrite: true)
        }
        let wrong = scratch.file("out.mha")
        #expect(throws: ImagingError.unsupportedExtension(path: wrong)) {
            try NIfTIWriter.write(mask: mask, on: grid, to: wrong, overwrite: true)
        }
    }

    @Test func aGridMadeInMemoryIsWrittenAsNIfTI1() throws {
        let affine = Affine(i: SIMD3(0.9, 0, 0), j: SIMD3(0.1, 1.1, 0), k: SIMD3(0, 0, 1.3), origin: SIMD3(0.7, 0, -3.3))
        let grid = Grid(dimensions: SIMD3(3, 4, 2), affine: affine)
        try NIfTIWriter.write(mask: mask, on: grid, to: scratch.file("out.nii"), overwrite: false)
        #expect(scratch.bytes("out.nii").count == 352 + 24)
        #expect(try NIfTIReader.readGrid(scratch.file("out.nii")) == grid)
    }

    @Test func exitCodes() {
        #expect(ImagingError.empty(path: "").category.rawValue == 65)
        #expect(ImagingError.fileAbsent(path: "").category.rawValue == 66)
        #expect(ImagingError.unsupportedExtension(path: "").category.rawValue == 64)
        #expect(ImagingError.output(.exists(path: "")).category.rawValue == 73)
        #expect(ImagingError.cannotRead(path: "", reason: "").category.rawValue == 74)
    }
}
