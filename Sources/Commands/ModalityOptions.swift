import ArgumentParser

/// One option for each modality, under all names that are in use for it.
public struct ModalityOptions: ParsableArguments {
    @Option(name: [.customLong("flair"), .customLong("t2f"), .customLong("fla")], parsing: .singleValue, help: "FLAIR image (.nii, .nii.gz, .hdr/.img).")
    var flair: [String] = []

    @Option(name: [.customLong("t1"), .customLong("t1n")], parsing: .singleValue, help: "T1 image without contrast agent.")
    var t1: [String] = []

    @Option(name: [.customLong("t1c"), .customLong("t1ce"), .customLong("t1gd"), .customLong("t1post"), .customLong("ct1")], parsing: .singleValue,
            help: "T1 image with contrast agent.")
    var t1c: [String] = []

    @Option(name: [.customLong("t2"), .customLong("t2w")], parsing: .singleValue, help: "T2 image.")
    var t2: [String] = []

    /// What was given, as (modality, path).
    public var images: [(modality: String, path: String)] {
        [("flair", flair), ("t1", t1), ("t1c", t1c), ("t2", t2)].flatMap { modality, paths in paths.map { (modality, $0) } }
    }

    public init() {}
}
