/// The names that each modality goes by; a modality is known by its canonical name.
public struct ModalityAliases: Equatable, Sendable {
    /// Canonical name → all its names in lower case, itself included.
    public let table: [String: [String]]

    /// The four modalities of BraTS: flair, t1, t1c (contrast-enhanced) and t2.
    public static let standard = ModalityAliases([
        "flair": ["t2f", "fla", "t2flair"], "t1": ["t1n", "t1w"], "t1c": ["t1ce", "t1gd", "t1post", "ct1"], "t2": ["t2w"],
    ])

    private let canonicalNames: [String: String]

    /// The modalities with these other names, in any case; traps where two modalities share one.
    public init(_ aliases: [String: [String]]) {
        table = Dictionary(uniqueKeysWithValues: aliases.map { name, others in
            (name, [name.lowercased()] + others.map { $0.lowercased() })
        })
        canonicalNames = Dictionary(uniqueKeysWithValues: table.flatMap { name, all in Set(all).map { ($0, name) } })
    }

    /// The canonical name of a modality called `alias`, in any case.
    public func canonicalName(of alias: String) -> String? { canonicalNames[alias.lowercased()] }

    /// All names of a modality but its canonical one; none for an unknown modality.
    public func otherNames(of name: String) -> [String] { (table[name] ?? []).filter { $0 != name.lowercased() } }
}

extension ModalityAliases {
    /// What the name of an image file says that it is.
    public enum Role: Hashable, Sendable {
        /// An image of the modality with this canonical name.
        case modality(String)
        /// Labels.
        case segmentation
    }

    private static let segmentationNames: Set<String> = ["seg", "dseg", "otmulticlass"]
    private static let maskNames: Set<String> = ["mask", "brainmask", "probseg", "prob"]

    /// The role of a file, from the parts of its name between `_`, `-`, `.` and spaces; nil if it is no image that a case has.
    ///
    /// The last part that names a modality counts: `CASE_t1ce`, `CASE-000-t2f`, `CASE_fla_bet`, `sub-01_space-T1w_FLAIR`.
    public func role(ofFile path: String) -> Role? {
        guard let stem = ModalityAliases.stem(ofFile: path) else { return nil }
        let parts = stem.split { "_-. ".contains($0) }.map(String.init)
        if parts.contains(where: ModalityAliases.segmentationNames.contains) { return .segmentation }
        if parts.contains(where: ModalityAliases.maskNames.contains) { return nil }
        for index in parts.indices.reversed() {
            let pair = parts[index...].prefix(2).joined()
            if let name = canonicalNames[pair] ?? canonicalNames[parts[index]] {
                return .modality(withContrast(name, parts))
            }
        }
        return nil
    }

    /// BIDS keeps the contrast agent apart: `sub-01_ce-gadolinium_T1w`.
    private func withContrast(_ name: String, _ parts: [String]) -> String {
        name == "t1" && parts.contains("ce") ? canonicalNames["t1ce"] ?? name : name
    }

    /// The file's name in lower case without its extension; nil if it is hidden or has none of NIfTI's.
    private static func stem(ofFile path: String) -> String? {
        let name = path.split(separator: "/").last?.lowercased() ?? ""
        guard !name.hasPrefix(".") else { return nil }
        let suffix = [".nii.gz", ".nii", ".hdr.gz", ".hdr"].first { name.hasSuffix($0) }
        return suffix.map { String(name.dropLast($0.count)) }
    }
}
