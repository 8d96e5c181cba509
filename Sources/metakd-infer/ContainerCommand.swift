import ArgumentParser
import Commands
import Workflow

/// The image's entry point.
struct ContainerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "container",
        abstract: "Do what a container's caller means: a plain command line, or a convention of BraTS or BIDS.",
        discussion: """
            Without arguments the cases mounted at /input go to /output (BraTS 2025), or those at /data to /data/results (2018 to 2020). \
            `infer --data_path=DIR --output_path=DIR` is MLCube's (2023 and 2024); `bids_dir output_dir participant|group` that of a BIDS App. \
            Anything else is a command line of this program.
            """)

    @Argument(parsing: .captureForPassthrough, help: "As the caller gives them.") var arguments: [String] = []

    func run() throws {
        let names = Set(MetaKDInfer.configuration.subcommands.compactMap { $0._commandName })
        let line = try ContainerConvention.commandLine(arguments, subcommands: names)
        var command = try MetaKDInfer.parseAsRoot(ModalityOptions.lowercased(line))
        try command.run()
    }
}
