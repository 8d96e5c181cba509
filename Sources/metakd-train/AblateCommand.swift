import ArgumentParser
import Commands
import Kernels
import Tensors
import TrainingJobs

struct AblateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ablate", abstract: "Compare variants of the method: factor and norm of the distillation, normalisation of the importance weights.",
        discussion: """
            Trains each variant with the same seeds on the same cases, and writes a table of Dice by variant, as mean ± standard deviation over the \
            seeds. The same command goes on where one was stopped. Unless set otherwise, trainings are small: \
            \(Ablation.defaults.differences(from: SegmentationSettings()).map { "--\($0.option) \($0.defaultText)" }.joined(separator: ", ")).
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("Directory for ablation.md, ablation.csv and the results so far.", valueName: "DIR")) var output: String
    @Option(help: ArgumentHelp("Directory of labelled cases; default: phantoms.", valueName: "DIR")) var data: String?
    @Option(help: ArgumentHelp("Phantoms to make.", valueName: "N")) var cases = 12
    @Option(help: ArgumentHelp("Voxels of a phantom, depth x height x width.", valueName: "DxHxW")) var size = Extent(48, 56, 48)
    @Option(help: ArgumentHelp("Seeds for each variant, --seed being the first.", valueName: "N")) var seeds = 3
    @OptionGroup var threads: ThreadOption
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @OptionGroup var options: SettingsOptions<SegmentationSettings>

    func validate() throws {
        guard 1...1000 ~= seeds else { throw ValidationError("--seeds is \(seeds), expected 1 to 1000") }
        guard 2...1000 ~= cases else { throw ValidationError("--cases is \(cases), expected 2 to 1000") }
        guard [size.depth, size.height, size.width].allSatisfy({ 16...512 ~= $0 }) else {
            throw ValidationError("--size is \(size), expected 16 to 512 on each axis")
        }
    }

    func run() throws {
        let ablation = try Ablation(settings: options.settings(over: Ablation.defaults), seeds: seeds)
        let (files, machine) = (try AblationFiles(output), try Machine(threads: threads.count))
        let display = TrainingDisplay(quiet: quiet)
        defer { display.clear() }
        let directory = try data ?? files.makePhantoms(PhantomCases(size: size, seed: 1), cases) { display.show("phantom \($0) of \($1)") }
        let cases = try TrainingCases(directory, ablation.settings)
        let interruption = PostponedInterruption()
        defer { interruption.end() }
        let results = try AblationResults(files.results)
        defer { results.close() }
        let isComplete = try ablation.run(on: cases, results, machine: machine, goesOn: { !interruption.isWaiting }, report: display.show)
        guard isComplete else { return display.finish("stopped; the same command goes on with the runs that are left") }
        let table = try ablation.table(on: cases, results)
        try files.write(table)
        display.clear()
        if !quiet { print(table.markdown, terminator: "") }
    }
}
