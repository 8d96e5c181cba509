import Files
import Foundation

/// A directory in the Brain Imaging Data Structure, raw or derived, as far as `dataset_description.json` tells.
struct BIDSDataset {
    /// The version that derivatives are written in.
    static let version = "1.9.0"
    private static let generator = "metakd-infer"

    let directory: String
    private var descriptionFile: String { (directory as NSString).appendingPathComponent("dataset_description.json") }

    init(_ directory: String) { self.directory = directory }

    private struct Description: Codable {
        struct Generator: Codable {
            let name: String
            var version: String?
            var description: String?

            private enum CodingKeys: String, CodingKey { case name = "Name", version = "Version", description = "Description" }
        }

        let name: String
        let version: String
        var type: String?
        var generatedBy: [Generator]?
        var links: [String: String]?

        private enum CodingKeys: String, CodingKey {
            case name = "Name", version = "BIDSVersion", type = "DatasetType", generatedBy = "GeneratedBy", links = "DatasetLinks"
        }
    }

    /// Refuses a directory whose description is absent or lacks what BIDS requires.
    ///
    /// - Throws: `notBIDS`.
    func validate() throws(WorkflowError) {
        guard let data = FileManager.default.contents(atPath: descriptionFile) else { throw .notBIDS(directory, reason: "dataset_description.json is absent") }
        guard (try? JSONDecoder().decode(Description.self, from: data)) != nil else {
            throw .notBIDS(directory, reason: "dataset_description.json is no JSON with Name and BIDSVersion")
        }
    }

    /// Writes the description of a dataset that is derived from another; one that stands there is replaced if this program wrote it.
    ///
    /// - Throws: `foreignDataset` or `FileError`.
    func describe(derivedFrom source: String) throws {
        if let data = FileManager.default.contents(atPath: descriptionFile) {
            let found = try? JSONDecoder().decode(Description.self, from: data)
            guard found?.generatedBy?.first?.name == BIDSDataset.generator else { throw WorkflowError.foreignDataset(descriptionFile) }
        }
        let generator = Description.Generator(name: BIDSDataset.generator, version: programVersion,
                                              description: "Brain tumours segmented from any subset of FLAIR, T1, T1c and T2 (MetaKD). Research use only.")
        let description = Description(name: "MetaKD tumour segmentations", version: BIDSDataset.version, type: "derivative", generatedBy: [generator],
                                      links: ["raw": BIDSDataset.path(to: source, from: directory)])
        try AtomicFile.write(BIDSDataset.json(description), to: descriptionFile, overwrite: true)
    }

    /// A value as JSON that people can read.
    static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try Array(encoder.encode(value)) + [UInt8(ascii: "\n")]
    }

    /// The way from one directory to another, such as `../..`.
    private static func path(to target: String, from directory: String) -> String {
        let (to, from) = (components(target), components(directory))
        let shared = zip(to, from).prefix { $0 == $1 }.count
        let steps = [String](repeating: "..", count: from.count - shared) + to.dropFirst(shared)
        return steps.isEmpty ? "." : steps.joined(separator: "/")
    }

    private static func components(_ path: String) -> [String] { URL(fileURLWithPath: path).resolvingSymlinksInPath().pathComponents }
}
