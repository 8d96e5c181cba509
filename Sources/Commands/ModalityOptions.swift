import ArgumentParser
import Imaging

/// One option for each modality, under all names that are in use for it.
public struct ModalityOptions: ParsableArguments {
    @Option(name: names("flair"), parsing: .singleValue, help: ArgumentHelp("FLAIR image (.nii, .nii.gz, .hdr/.img).", valueName: "F"))
    var flair: [String] = []

    @Option(name: names("t1"), parsing: .singleValue, help: ArgumentHelp("T1 image without contrast agent.", valueName: "F"))
    var t1: [String] = []

    @Option(name: names("t1c"), parsing: .singleValue, help: ArgumentHelp("T1 image with contrast agent.", valueName: "F"))
    var t1c: [String] = []

    @Option(name: names("t2"), parsing: .singleValue, help: ArgumentHelp("T2 image.", valueName: "F"))
    var t2: [String] = []

    /// What was given, as (modality, path).
    public var images: [(modality: String, path: String)] {
        [("flair", flair), ("t1", t1), ("t1c", t1c), ("t2", t2)].flatMap { modality, paths in paths.map { (modality, $0) } }
    }

    private static func names(_ modality: String) -> NameSpecification {
        NameSpecification((ModalityAliases.standard.table[modality] ?? [modality]).map { .customLong($0) })
    }

    /// The arguments with each modality's name in lower case: names are known in any case (`--T1ce`), options are not.
    public static func lowercased(_ arguments: [String]) -> [String] {
        let options = arguments.prefix { $0 != "--" }
        return options.map { argument in
            guard argument.hasPrefix("--") else { return argument }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first, ModalityAliases.standard.canonicalName(of: String(name)) != nil else { return argument }
            return "--" + ([name.lowercased()] + parts.dropFirst().map(String.init)).joined(separator: "=")
        } + arguments.dropFirst(options.count)
    }

    public init() {}
}
