import Foundation

/// The command line that a container's caller means, whichever convention the caller follows.
///
/// | what is given | convention | what is done |
/// |---|---|---|
/// | nothing, `/input` is mounted | BraTS 2025 | `/input/<ID>/…` → `/output/<ID>.nii.gz`, labels of 2023 |
/// | nothing, `/data` is mounted | BraTS 2018–2020 | `/data` → `/data/results` |
/// | `infer --data_path=… --output_path=…` | BraTS 2023–24 (MLCube) | as 2025 |
/// | `bids_dir output_dir participant\|group …` | BIDS App | `metakd-infer bids …` |
/// | anything else | XNAT, and people | as it stands |
public enum ContainerConvention {
    /// The parameters of `infer`. MLCube hands over every one that its task declares.
    private static let parameters = ["data_path", "output_path", "parameters_file"]

    /// - Parameters:
    ///   - subcommands: Of the program: the first argument of a plain command line may be one.
    ///   - root: Where `input`, `output` and `data` are looked for.
    /// - Throws: `noConvention` where nothing is given or mounted, `unknownParameter`, `parameterAbsent`.
    public static func commandLine(_ arguments: [String], subcommands: Set<String>, root: String = "/") throws(WorkflowError) -> [String] {
        guard let first = arguments.first else { return try mounted(root) }
        if first == "infer" { return try infer(arguments.dropFirst()) }
        let isBIDS = !subcommands.contains(first) && arguments.contains { argument in BIDSApp.Level.allCases.contains { $0.rawValue == argument } }
        return isBIDS ? ["bids"] + arguments : arguments
    }

    private static func mounted(_ root: String) throws(WorkflowError) -> [String] {
        func place(_ name: String) -> String { (root as NSString).appendingPathComponent(name) }
        func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: place(name)) }
        if isThere("input") { return masks(place("input"), place("output"), scheme: "2023") }
        if isThere("data") { return masks(place("data"), place("data/results"), scheme: "2021") }
        throw .noConvention(places: [place("input"), place("data")])
    }

    /// Reads `--key=value` and `--key value`.
    private static func infer(_ arguments: ArraySlice<String>) throws(WorkflowError) -> [String] {
        var (values, rest) = ([String: String](), Array(arguments))
        while !rest.isEmpty {
            let argument = rest.removeFirst()
            let parts = argument.drop { $0 == "-" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard argument.hasPrefix("--"), parameters.contains(parts[0]) else {
                throw .unknownParameter(argument, known: parameters.map { "--\($0)=…" })
            }
            values[parts[0]] = parts.count > 1 ? parts[1] : rest.isEmpty ? "" : rest.removeFirst()
        }
        guard let input = values["data_path"], !input.isEmpty else { throw .parameterAbsent("--data_path") }
        guard let output = values["output_path"], !output.isEmpty else { throw .parameterAbsent("--output_path") }
        return masks(input, output, scheme: "2023")
    }

    private static func masks(_ input: String, _ output: String, scheme: String) -> [String] {
        ["batch", input, "-o", output, "--label-scheme", scheme, "--masks-alone", "--force"]
    }
}
