import ArgumentParser
import Commands
import Files
import Kernels
import Records
import Synchronization
import TrainingJobs

struct AudiovisionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audiovision", abstract: "The paper's experiment on written and spoken digits, of which one is scarce in training.",
        discussion: """
            Trains with 5, 10, 15 and 20 % of one modality and tests on the other alone, both ways, with distillation and without; then with each \
            modality alone and with all data. Unless set otherwise: \
            \(AudiovisionExperiment.defaults.differences(from: ClassificationSettings()).map { "--\($0.option) \($0.defaultText)" }.joined(separator: ", ")).
            """)

    @Option(help: ArgumentHelp("Folder with t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz and fsdd/DIGIT_SPEAKER_NUMBER.wav.", valueName: "DIR")) var data: String?
    @Option(help: ArgumentHelp("How sounds become pictures: smil, the paper's weak features, or full, the whole recording.", valueName: "smil|full"))
    var audioFeatures = AudioFeatures.smil
    @Option(help: ArgumentHelp("Seeds, --seed being the first.", valueName: "N")) var seeds = 5
    @Flag(help: "Train on all speakers but one and test on that one, all ways.") var speakerIndependent = false
    @Option(name: .shortAndLong, help: ArgumentHelp("Write the accuracy of each training.", valueName: "CSV")) var output: String?
    @Option(help: ArgumentHelp("Train nothing; print the tables of trainings that were written with -o, of all the files that are given.", valueName: "CSV"))
    var from: [String] = []
    @OptionGroup var threads: ThreadOption
    @Flag(name: .shortAndLong, help: "Print nothing but the tables and errors.") var quiet = false
    @Flag(help: "Replace an existing output.") var force = false
    @OptionGroup var options: SettingsOptions<ClassificationSettings>

    func validate() throws {
        guard data != nil || !from.isEmpty else { throw ValidationError("Missing expected argument '--data <DIR>'") }
        guard from.isEmpty || data == nil && output == nil else { throw ValidationError("--from trains nothing; give no --data or --output with it") }
        guard 1...1000 ~= seeds else { throw ValidationError("--seeds is \(seeds), expected 1 to 1000") }
    }

    func run() throws {
        guard let data else { return print(AudiovisionExperiment.tables(try from.flatMap(AudiovisionExperiment.outcomes)), terminator: "") }
        if let output { try AtomicFile.check(output, overwrite: force) }
        let threads = try Machine(threads: threads.count).threads
        let pairs = try AudiovisionPairs(data, features: audioFeatures, threads: threads)
        let experiment = AudiovisionExperiment(pairs, settings: try options.settings(over: AudiovisionExperiment.defaults), seeds: seeds,
                                               isSpeakerIndependent: speakerIndependent)
        let (display, done) = (TrainingDisplay(quiet: quiet), Counter())
        defer { display.clear() }
        let outcomes = try experiment.run(threads: threads) { _, count in display.show("training \(done.increment()) of \(count)") }
        if let output { try AtomicFile.write(Array(AudiovisionExperiment.csv(outcomes).utf8), to: output, overwrite: force) }
        display.clear()
        print(AudiovisionExperiment.tables(outcomes), terminator: "")
    }
}

/// Counts over threads.
final class Counter: Sendable {
    private let count = Atomic(0)

    func increment() -> Int { count.add(1, ordering: .relaxed).newValue }
}

extension AudioFeatures: ExpressibleByArgument {}
