import Imaging
import Tensors
import TestSupport
import Testing
import TrainingJobs

@Suite struct TrainingCasesTests {
    /// One of the three cases that are not held out gets voxels of half the length: it is brought to those of the others.
    @Test func voxelsOfAnotherSizeAreResampled() throws {
        let scratch = Scratch(), data = scratch.file("data"), settings = SegmentationSettings()
        try PhantomCases(size: Extent(40, 48, 40), seed: 3).write(5, to: data, overwrite: true)
        func second() throws -> TrainingCase { try #require(try TrainingCases(data, settings).training.first { $0.name == "Phantom_00002" }) }
        let before = try second()
        let spacing = try #require(try TrainingCases(data, settings).spacing)
        for name in ["flair", "t1", "t1ce", "t2", "seg"] {
            let path = "\(data)/Phantom_00002/Phantom_00002_\(name).nii.gz"
            try NIfTIWriter.write(halved(NIfTIReader.read(path)), to: path, overwrite: true)
        }
        let after = try second()
        #expect(try TrainingCases(data, settings).spacing == spacing)
        #expect(before.extent == after.extent)
        for (index, truth) in before.truth.enumerated() {
            let (found, both) = (after.truth[index].count { $0 != 0 }, zip(truth, after.truth[index]).count { $0 != 0 && $1 != 0 })
            #expect(Double(2 * both) > 0.9 * Double(found + truth.count { $0 != 0 }), "region \(index)")
        }
        for (index, image) in before.images {
            let difference = zip(image.planarElements(), after.images[index]!.planarElements()).reduce(0) { $0 + abs($1.0 - $1.1) }
            #expect(difference / Float(before.extent.voxels) < 0.15, "modality \(index)")
        }
    }

    /// Files whose axes run up, to the right and to the front.
    @Test func spacingIsAlongTheModelsAxes() throws {
        let scratch = Scratch(), data = scratch.file("data")
        try PhantomCases(size: Extent(16, 18, 20), seed: 3).write(3, to: data, overwrite: true)
        let affine = Affine(i: SIMD3(0, 0, 3), j: SIMD3(2, 0, 0), k: SIMD3(0, 2.5, 0), origin: .zero)
        for number in 1...3 {
            for name in ["flair", "t1", "t1ce", "t2", "seg"] {
                let path = "\(data)/Phantom_0000\(number)/Phantom_0000\(number)_\(name).nii.gz"
                var volume = try NIfTIReader.read(path)
                volume.grid = Grid(dimensions: volume.grid.dimensions, affine: affine)
                try NIfTIWriter.write(volume, to: path, overwrite: true)
            }
        }
        #expect(try TrainingCases(data, SegmentationSettings()).spacing == SIMD3(3, 2.5, 2))
    }

    /// Each voxel as eight.
    private func halved(_ volume: Volume) -> Volume {
        let size = volume.grid.dimensions, affine = volume.grid.affine
        let half = Affine(i: affine.i / 2, j: affine.j / 2, k: affine.k / 2, origin: affine.origin - (affine.i + affine.j + affine.k) / 4)
        var voxels: [Float] = []
        for k in 0..<2 * size.z { for j in 0..<2 * size.y { for i in 0..<2 * size.x { voxels.append(volume.voxels[(k / 2 * size.y + j / 2) * size.x + i / 2]) } } }
        return Volume(grid: Grid(dimensions: 2 &* size, affine: half), voxels: voxels)
    }
}
