import Foundation
import Imaging
import Kernels
import ModelFormat
import TestSupport
import Testing
import TrainingJobs

/// Data that nothing can be trained on: named, with what to do, before a file is written.
@Suite struct BadTrainingDataTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Int32
        /// Spoils the data and gives what the error has to name.
        let spoil: @Sendable (TrainingBench) throws -> [String]

        init(_ description: String, _ status: Int32 = 65, spoil: @escaping @Sendable (TrainingBench) throws -> [String]) {
            (testDescription, self.status, self.spoil) = (description, status, spoil)
        }
    }

    @Test(arguments: cases) func isRefused(_ bad: Case) throws {
        let bench = try TrainingBench()
        let says = try bad.spoil(bench), before = try bench.contents()
        let outcome = try Program.train.run(bench.arguments(iterations: 2))
        #expect(outcome.status == bad.status && 1...2 ~= outcome.errorLines.count && outcome.errors.hasPrefix("metakd-train: "), "\(outcome.errors)")
        for text in says { #expect(outcome.errors.contains(text), "\(outcome.errors)") }
        #expect(try bench.contents() == before)
    }

    /// Puts other voxels into the segmentation of the second case.
    private static func relabel(_ bench: TrainingBench, _ change: (inout [Float], Grid) -> Grid) throws -> String {
        let path = bench.file(2, "seg"), volume = try NIfTIReader.read(path)
        var voxels = volume.voxels
        let grid = change(&voxels, volume.grid)
        try NIfTIWriter.write(Volume(grid: grid, voxels: voxels), to: path, overwrite: true)
        return path
    }

    private static func shifted(_ grid: Grid) -> Grid {
        var affine = grid.affine
        affine.origin.x += 3
        return Grid(dimensions: grid.dimensions, affine: affine)
    }

    private static let cases: [Case] = [
        Case("a segmentation on another grid") { bench in
            [try relabel(bench) { _, grid in shifted(grid) }, bench.file(2, "flair"), "different grids", "Resample"]
        },
        Case("images on different grids") { bench in
            let path = bench.file(2, "t2"), volume = try NIfTIReader.read(path)
            try NIfTIWriter.write(Volume(grid: shifted(volume.grid), voxels: volume.voxels), to: path, overwrite: true)
            return [path, "different grids", "Resample"]
        },
        Case("no segmentation") { bench in
            try FileManager.default.removeItem(atPath: bench.file(2, "seg"))
            return ["Phantom_00002: no segmentation was found", "*_seg.nii.gz", "leave the case out"]
        },
        Case("a segmentation without labels") { bench in
            [try relabel(bench) { voxels, grid in voxels = voxels.map { _ in 0 }; return grid }, "no voxel is labelled", "leave the case out"]
        },
        Case("a label out of range") { bench in
            [try relabel(bench) { voxels, grid in voxels[0] = 7; return grid }, "found label 7", "does not have", "Relabel"]
        },
        Case("a label that is no whole number") { bench in
            [try relabel(bench) { voxels, grid in voxels[0] = 1.5; return grid }, "found the value 1.5", "whole numbers", "Give a segmentation"]
        },
        Case("a label that is not finite") { bench in
            let path = try relabel(bench) { _, grid in grid }, volume = try NIfTIReader.read(path), size = volume.grid.dimensions
            // One with labels on both sides along each axis; elsewhere it is taken for background.
            let strides = [1, size.x, size.x * size.y]
            let within = volume.voxels.indices.first { index in strides.allSatisfy { index >= $0 && index + $0 < volume.voxels.count && volume.voxels[index - $0] > 0 && volume.voxels[index + $0] > 0 } }!
            return [try relabel(bench) { voxels, grid in voxels[within] = .infinity; return grid }, "found the value nan", "Give a segmentation"]
        },
        Case("a case without a known image", 66) { bench in
            for role in ["flair", "t1", "t1ce", "t2"] { try FileManager.default.moveItem(atPath: bench.file(2, role), toPath: bench.data + "/Phantom_00002/\(role)2.nii.gz") }
            return ["Phantom_00002", "no image", "Rename the images"]
        },
        Case("two files for one modality") { bench in
            let other = bench.data + "/Phantom_00002/Phantom_00002_t1gd.nii.gz"
            try FileManager.default.copyItem(atPath: bench.file(2, "t1ce"), toPath: other)
            return [bench.file(2, "t1ce"), other, "named as t1c", "Remove or rename one"]
        },
        Case("two segmentations") { bench in
            let other = bench.data + "/Phantom_00002/other_seg.nii.gz"
            try FileManager.default.copyItem(atPath: bench.file(2, "seg"), toPath: other)
            return [bench.file(2, "seg"), other, "the segmentation", "Remove or rename one"]
        },
        Case("an empty folder", 66) { bench in
            try FileManager.default.removeItem(atPath: bench.data)
            try FileManager.default.createDirectory(atPath: bench.data, withIntermediateDirectories: true)
            return [bench.data, "no image", "Name files like CASE_flair.nii.gz"]
        },
        Case("one case alone") { bench in
            for number in 1...2 { try FileManager.default.removeItem(atPath: bench.data + "/Phantom_0000\(number)") }
            return [bench.data, "1 labelled cases, expected at least 2", "add cases or change --validation"]
        },
        Case("an image that is damaged") { bench in
            try Data(Data(contentsOf: URL(fileURLWithPath: bench.file(1, "t1"))).prefix(900)).write(to: URL(fileURLWithPath: bench.file(1, "t1")))
            return [bench.file(1, "t1"), "gzip stream ends early", "Copy or download it again"]
        },
    ]

    /// A missing file is a missing modality, and a case with one modality is a case.
    @Test func casesThatLackModalitiesAreTrainedOn() throws {
        let bench = try TrainingBench()
        for role in ["t1", "t1ce", "t2"] { try FileManager.default.removeItem(atPath: bench.file(1, role)) }
        try FileManager.default.removeItem(atPath: bench.file(3, "flair"))
        let outcome = try Program.train.run(bench.arguments(iterations: 6, "--all-modality-iterations", "3"))
        #expect(outcome.status == 0 && !outcome.output.contains("flair") && outcome.output.contains("t1+t1c+t2 dice_ET"), "\(outcome.errors)")
    }

    /// What is no checkpoint of the network that it says, or no model of the network asked for.
    @Test func checkpointsOfOtherNetworksAreRefused() throws {
        let bench = try TrainingBench()
        func refuse(_ arguments: [String], says: String...) throws {
            let before = try bench.contents(), outcome = try Program.train.run(arguments)
            #expect(outcome.status == 65 && 1...2 ~= outcome.errorLines.count, "\(outcome.errors)")
            for text in says { #expect(outcome.errors.contains(text), "\(outcome.errors)") }
            #expect(try bench.contents() == before)
        }
        #expect(try Program.train.run(bench.arguments(iterations: 2, "--quiet")).status == 0)
        try refuse(bench.arguments(iterations: 2, output: "n.metakd", "--widths", "2,8", "--initial", bench.model), says: bench.model, "widths [2, 8]", "--initial")
        let other = bench.scratch.file("other.checkpoint")
        func resume(_ path: String) -> [String] { ["segment", "--data", bench.data, "-o", bench.scratch.file("n.metakd"), "--resume", path] }
        try refuse(resume(bench.model), says: bench.model)
        var settings = SegmentationSettings()
        (settings.widths, settings.patch, settings.validationCount) = ([2, 4], .init(8), 1)
        let training = try SegmentationTraining(data: bench.data, settings: settings, machine: Machine(threads: 1))
        var checkpoint = training.checkpoint
        checkpoint.settings.widths = [2, 8]
        try checkpoint.write(to: other)
        try refuse(resume(other), says: other, "its tensor encoder.1.conv1.weight is [4, 2, 3, 3, 3]", "M.checkpoint")
    }
}
