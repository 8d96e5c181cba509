import ArgumentParser
import Imaging

/// Which numbers a mask's labels have.
struct LabelSchemeOption: ParsableArguments {
    @Option(name: .customLong("label-scheme"), help: ArgumentHelp("Label of enhancing tumour: 2021 writes 4, 2023 writes 3.", valueName: "2021|2023"))
    var scheme: LabelScheme = .brats2021

    func validate() throws {
        if !LabelScheme.writable.contains(scheme) { throw ValidationError("--label-scheme is \(scheme.rawValue), expected 2021 or 2023") }
    }
}

extension LabelScheme: ExpressibleByArgument {
    /// What can be asked for; the other schemes are for reading.
    public static var allValueStrings: [String] { writable.map(\.rawValue) }
}
