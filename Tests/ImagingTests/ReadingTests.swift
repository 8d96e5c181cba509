import Imaging
import TestSupport
import Testing

/// Reading what is right.
struct ReadingTests {
    let scratch = Scratch()

    /// Datatype code → the least and greatest value tried, both exact in float32.
    static let types: [(code: Int, values: ClosedRange<Double>)] = [
        (2, 0...255), (256, -128...127), (4, -32768...32767), (512, 0...65535), (8, -0x1p31...0x1p30), (768, 0...0x1p31),
        (1024, -0x1p63...0x1p62), (1280, 0...0x1p63), (16, -1.25e30...0.1), (64, -0x1p-100...0x1p100),
    ]

    @Test(arguments: types.indices, [(1, false), (1, true), (2, false), (2, true)])
    func everyTypeInEitherByteOrderAndVersion(type: Int, form: (version: Int, isBigEndian: Bool)) throws {
        let (code, range) = ReadingTests.types[type]
        var fixture = NIfTIFixture(version: form.version, isBigEndian: form.isBigEndian, datatype: code)
        fixture.values[0] = range.lowerBound
        fixture.values[23] = range.upperBound
        let volume = try NIfTIReader.read(scratch.put(fixture.single))
        #expect(volume.voxels == fixture.values.map { Float($0) })
        #expect(volume.grid.dimensions == SIMD3(3, 4, 2))
        #expect(volume.grid.affine == Affine(rows: SIMD4(-1.5, 0, 0, 10), SIMD4(0, 2, 0, -20), SIMD4(0, 0, 2.5, 30)))
    }

    @Test(arguments: [
        (0.0, 7.0, 1.0, 0.0), (.nan, 7, 1, 0), (.infinity, 7, 1, 0), (2, 7, 2, 7), (1, -3, 1, -3), (-0.5, 0, -0.5, 0),
    ])
    func scaling(slope: Double, intercept: Double, factor: Double, summand: Double) throws {
        let fixture = NIfTIFixture(slope: slope, intercept: intercept)
        let volume = try NIfTIReader.read(scratch.put(fixture.single))
        #expect(volume.voxels == fixture.values.map { Float($0 * factor + summand) })
    }

    @Test(arguments: [1, 2], [16, 4224])
    func extensionsAreSkipped(version: Int, size: Int) throws {
        let fixture = NIfTIFixture(version: version, extensionBytes: [UInt8](repeating: 0xAB, count: size))
        #expect(try NIfTIReader.read(scratch.put(fixture.single)).voxels == fixture.values.map { Float($0) })
    }

    @Test func offsetZeroMeansAfterTheHeader() throws {
        let fixture = NIfTIFixture(voxelOffset: 0)
        #expect(try NIfTIReader.read(scratch.put(fixture.single)).voxels == fixture.values.map { Float($0) })
    }

    @Test(arguments: ["a.nii", "a.nii.gz", "a", "a.dat"], [false, true])
    func bytesDecideWhetherItIsCompressed(name: String, isCompressed: Bool) throws {
        let fixture = NIfTIFixture()
        let path = scratch.put(isCompressed ? Gzip.stored(fixture.single) : fixture.single, name)
        #expect(try NIfTIReader.read(path).voxels == fixture.values.map { Float($0) })
    }

    @Test(arguments: ["hdr", "hdr.gz"], ["img", "img.gz"])
    func pairsByEitherName(header: String, image: String) throws {
        for (version, offset) in [(1, 0.0), (2, 16)] {
            let fixture = NIfTIFixture(version: version, isPair: true, voxelOffset: offset)
            let data = [UInt8](repeating: 9, count: Int(offset)) + fixture.voxels
            scratch.put(header.hasSuffix("gz") ? Gzip.stored(fixture.header) : fixture.header, "a." + header)
            scratch.put(image.hasSuffix("gz") ? Gzip.stored(data) : data, "a." + image)
            for name in ["a." + header, "a." + image] {
                let volume = try NIfTIReader.read(scratch.file(name))
                #expect(volume.voxels == fixture.values.map { Float($0) })
                #expect(volume.source == scratch.file(name))
            }
        }
    }

    @Test func trailingAxesOfOneAreNoSeries() throws {
        for dim in [[4, 3, 4, 2, 1, 0, 0, 0], [5, 3, 4, 2, 1, 1, 9, 9], [3, 3, 4, 2, 77, 77, 77, 77]] {
            #expect(try NIfTIReader.read(scratch.put(NIfTIFixture(dim: dim).single)).voxels.count == 24)
        }
    }

    @Test(arguments: [16, 64], [0, -1024.0]) func voxelsThatAreNotFiniteAreBackground(datatype: Int, background: Double) throws {
        // 6×6×6 voxels with a brain of 4×4×4 in them, of which some are not finite; so is a layer outside.
        var fixture = NIfTIFixture(dim: [3, 6, 6, 6, 1, 1, 1, 1], datatype: datatype)
        fixture.values = (0..<216).map { (index: Int) -> Double in
            let place = [index % 6, index / 6 % 6, index / 36]
            if place[2] == 5 { return .infinity }
            if place == [2, 2, 2] || place == [3, 2, 2] { return .nan }
            if place == [1, 1, 1] { return -.infinity }
            return place.allSatisfy((1...4).contains) ? Double(index) : background
        }
        let volume = try NIfTIReader.read(scratch.put(fixture.single))
        #expect(volume.holes == 2 && volume.voxels.allSatisfy(\.isFinite))
        #expect([215, 86, 87, 43].allSatisfy { volume.voxels[$0] == Float(background) } && volume.voxels[88] == 88)
    }

    @Test func theBackgroundBesideCornersThatAreNotFinite() throws {
        var fixture = NIfTIFixture(dim: [3, 6, 6, 6, 1, 1, 1, 1], datatype: 16, values: [Double](repeating: 0, count: 216))
        for index in 0..<216 {
            let (isAtEdge, isOutside) = ([0, 5].contains(index % 6) && [0, 5].contains(index / 6 % 6), index / 36 % 4 < 2)
            fixture.values[index] = isAtEdge ? .nan : isOutside ? -0.5 : Double(index)
        }
        let volume = try NIfTIReader.read(scratch.put(fixture.single))
        #expect(volume.voxels[0] == -0.5 && volume.holes == 0)
    }

    @Test func manyPieces() throws {
        let count = 128 * 70 * 31
        var fixture = NIfTIFixture(isBigEndian: true, dim: [3, 128, 70, 31, 1, 1, 1, 1])
        fixture.values = (0..<count).map { Double($0 % 30011) }
        let volume = try NIfTIReader.read(scratch.put(Gzip.stored(fixture.single)))
        // A failing comparison of arrays this long would have its differences worked out for minutes.
        let isEqual = volume.voxels == fixture.values.map { Float($0) }
        #expect(isEqual)
    }

    @Test func manyThreadsReadAtOnce() async throws {
        let fixture = NIfTIFixture(isBigEndian: true), path = scratch.put(Gzip.stored(fixture.single))
        let results = try await withThrowingTaskGroup(of: [Float].self) { group in
            for _ in 0..<32 { group.addTask { try NIfTIReader.read(path).voxels } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results == Array(repeating: fixture.values.map { Float($0) }, count: 32))
    }

    @Test func gridAloneNeedsNoVoxels() throws {
        let whole = try NIfTIReader.read(scratch.put(NIfTIFixture().single, "a.nii"))
        #expect(try NIfTIReader.readGrid(scratch.put(NIfTIFixture().header, "b.nii")) == whole.grid)
    }
}
