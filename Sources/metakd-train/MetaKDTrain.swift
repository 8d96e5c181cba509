import ArgumentParser
import TrainingJobs

@main struct MetaKDTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metakd-train", abstract: "Trains networks that work when modalities are missing.",
        version: trainerVersion, subcommands: [SegmentCommand.self])
}
