import Foundation
import Imaging
import TestSupport
import Testing

/// `metakd-infer` as a user runs it, with the shipped model on the phantom of Fixtures.
@Suite(.serialized) struct SegmentTests {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    let prefix = Repository.path("Fixtures/phantom/Phantom_00001/Phantom_00001")

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    @Test func twoModalitiesGiveAMaskOnTheirGrid() throws {
        let (flair, mask) = ("\(prefix)_flair.nii.gz", "\(folder)/mask.nii.gz")
        let run = try infer("--t2f", flair, "--t1n", "\(prefix)_t1.nii.gz", "-o", mask, "--overlay", "\(folder)/o.png", "--statistics", "\(folder)/s.json")
        #expect(run.status == 0 && run.errors.contains("imputed") && run.errors.contains("t1c, t2"))
        let (image, labels) = (try NIfTIReader.read(flair), try NIfTIReader.read(mask))
        #expect(labels.grid == image.grid)
        #expect(Set(labels.voxels).isSubset(of: [0, 1, 2, 4]))
        #expect(FileManager.default.fileExists(atPath: "\(folder)/o.png") && FileManager.default.fileExists(atPath: "\(folder)/s.json"))
        #expect(try infer("--flair", flair, "-o", mask).status == 73)
    }

    @Test func badInputEndsWithItsCodeAndNoOutput() throws {
        let (mask, flair) = ("\(folder)/never.nii.gz", "\(prefix)_flair.nii.gz")
        try Data().write(to: URL(fileURLWithPath: "\(folder)/empty.nii.gz"))
        try Data(try Data(contentsOf: URL(fileURLWithPath: flair)).prefix(5000)).write(to: URL(fileURLWithPath: "\(folder)/cut.nii.gz"))
        var model = try Data(contentsOf: URL(fileURLWithPath: Repository.path("Models/brats-unet3d/brats-unet3d.metakd")))
        model[model.count / 2] ^= 1
        try model.write(to: URL(fileURLWithPath: "\(folder)/altered.metakd"))
        let cases: [([String], Int32)] = [
            (["-o", mask], 64), (["--t1", flair, "--t1n", flair, "-o", mask], 64), (["--t1", "\(folder)/absent.nii.gz", "-o", mask], 66),
            (["--t1", "\(folder)/empty.nii.gz", "-o", mask], 65), (["--t1", "\(folder)/cut.nii.gz", "-o", mask], 65),
            (["--t1", flair, "--model", "\(folder)/altered.metakd", "-o", mask], 65), (["--t1", flair, "--model", "\(folder)/absent", "-o", mask], 66),
            (["--t1", flair, "-o", "\(folder)/absent/mask.nii.gz"], 73), (["--t1", flair, "-o", flair, "--force"], 64), (["--t1", flair, "-o", mask, "--threads", "0"], 64),
        ]
        for (arguments, status) in cases {
            let run = try infer(arguments)
            #expect(run.status == status, "\(arguments): \(run.errors)")
            #expect(!run.errors.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: mask))
        }
    }

    private func infer(_ arguments: String...) throws -> (status: Int32, errors: String) { try infer(arguments) }

    private func infer(_ arguments: [String]) throws -> (status: Int32, errors: String) {
        let process = Process(), errors = Pipe()
        process.executableURL = URL(fileURLWithPath: Repository.path(".build/release/metakd-infer"))
        process.arguments = arguments
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
