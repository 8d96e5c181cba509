import Files
import Foundation

/// The volumes of all masks in a derivative dataset, as its group level tells them: `tumour_volumes.tsv` and what its columns mean.
public struct BIDSGroupTable: Sendable {
    private let rows: [[String]]
    /// Masks that it tells of.
    public var count: Int { rows.count }

    private static let columns = [
        ("participant_id", "The subject"), ("session_id", "The session; n/a for a subject without"), ("name", "The case"),
        ("modalities", "What it was segmented from"),
        ("et_mm3", "Enhancing tumour in mm³"), ("tc_mm3", "Tumour core (ET, necrotic and non-enhancing core) in mm³"), ("wt_mm3", "Whole tumour (TC and oedema) in mm³"),
    ]

    /// Reads what stands beside the masks of the participant level.
    ///
    /// - Parameter participants: The subjects to tell of, without `sub-`; nil for all.
    /// - Throws: `notBIDS` where there is no mask, or what stands beside one cannot be read.
    public init(_ directory: String, participants: Set<String>?) throws(WorkflowError) {
        let ending = "_seg-tumour_dseg.json"
        let files = (FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(ending) }.sorted()
        var rows: [[String]] = []
        for file in files {
            guard let name = BIDSName(String((file as NSString).lastPathComponent.dropLast(ending.count))) else { continue }
            guard participants?.contains(name.subject) ?? true else { continue }
            let path = (directory as NSString).appendingPathComponent(file)
            guard let data = FileManager.default.contents(atPath: path), let sidecar = try? JSONDecoder().decode(BIDSSidecar.self, from: data) else {
                throw .notBIDS(directory, reason: "\(path) does not tell volumes; run the participant level again")
            }
            let volumes = ["ET", "TC", "WT"].map { sidecar.volumes[$0].map { "\($0)" } ?? "n/a" }
            rows.append(["sub-\(name.subject)", name.session.map { "ses-\($0)" } ?? "n/a", name.stem, sidecar.modalities.joined(separator: "+")] + volumes)
        }
        guard !rows.isEmpty else { throw .notBIDS(directory, reason: "it holds no mask of the participant level; run that first") }
        self.rows = rows
    }

    /// Writes the table and its sidecar.
    ///
    /// - Throws: `FileError`.
    public func write(to directory: String) throws {
        let stem = (directory as NSString).appendingPathComponent("tumour_volumes")
        let table = ([BIDSGroupTable.columns.map(\.0)] + rows).map { $0.joined(separator: "\t") + "\n" }.joined()
        let meanings = try BIDSDataset.json(Dictionary(uniqueKeysWithValues: BIDSGroupTable.columns.map { ($0.0, ["Description": $0.1]) }))
        let batch = FileBatch(overwrite: true)
        try batch.add(stem + ".tsv") { draft throws(FileError) in try draft.append(Array(table.utf8)) }
        try batch.add(stem + ".json") { draft throws(FileError) in try draft.append(meanings) }
        try batch.publish()
    }
}
