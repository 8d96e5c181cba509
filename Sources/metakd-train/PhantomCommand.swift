import ArgumentParser
import Commands
import Tensors
import TrainingJobs

struct PhantomCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "phantom", abstract: "Make seeded synthetic cases in BraTS layout, for trying things out without data.")

    @Option(name: .shortAndLong, help: "Directory to fill, one folder a case.") var output: String
    @Option(help: "Number of cases.") var cases = 4
    @Option(help: "Voxels, depth x height x width.") var size: Extent = Extent(96, 128, 96)
    @Option(help: "Seed; the same seed gives the same cases.") var seed: UInt64 = 1
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Replace existing files.") var force = false

    func validate() throws {
        guard !output.isEmpty else { throw ValidationError("--output is empty, expected a directory") }
        guard 1...100_000 ~= cases else { throw ValidationError("--cases is \(cases), expected 1 to 100000") }
        guard [size.depth, size.height, size.width].allSatisfy({ 16...512 ~= $0 }) else {
            throw ValidationError("--size is \(size), expected 16 to 512 on each axis")
        }
    }

    func run() throws {
        let line = ProgressLine(quiet: quiet)
        defer { line.clear() }
        try PhantomCases(size: size, seed: seed).write(cases, to: output, overwrite: force) { line.show("case \($0) of \($1)") }
    }
}

