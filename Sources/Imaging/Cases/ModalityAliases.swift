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

    private static let segmentationNames: Set<Substring> = ["seg", "dseg", "otmulticlass"]
    private static let maskNames: Set<Substring> = ["mask", "brainmask", "probseg", "prob"]

    /// The role of a file, from the parts of its name between `_`, `-`, `.` and spaces; nil if it is no image that a case has.
    ///
    /// The last part that names a modality counts: `CASE_t1ce`, `CASE-000-t2f`, `CASE_fla_bet`, `sub-01_space-T1w_FLAIR`.
    public func role(ofFile path: String) -> Role? {
        guard let stem = ModalityAliases.stem(ofFile: path)?.lowercased() else { return nil }
        let parts = ModalityAliases.parts(of: stem)
        if parts.contains(where: ModalityAliases.segmentationNames.contains) { return .segmentation }
        if parts.contains(where: ModalityAliases.maskNames.contains) { return nil }
        return modality(in: parts).map { .modality(withContrast($0.name, parts)) }
    }

    /// What the name of a file that has a role begins with, up to the modality or segmentation: `CASE` for `CASE_t1ce_bet.nii.gz` and
    /// `CASE_gad_t1.nii`.
    func prefix(ofFile path: String) -> String {
        let stem = ModalityAliases.stem(ofFile: path) ?? ""
        let parts = ModalityAliases.parts(of: stem.lowercased())
        let index = parts.lastIndex(where: ModalityAliases.segmentationNames.contains) ?? modality(in: parts)?.index ?? parts.count
        let isOfContrast = parts[..<index].last.map(ModalityAliases.contrastNames.contains) == true
        let kept = ModalityAliases.parts(of: stem).prefix(isOfContrast ? index - 1 : index)
        return kept.last.map { String(stem[..<$0.endIndex]) } ?? ""
    }

    /// Whether a file is an image that no modality, segmentation or mask of the brain names.
    func isUnnamedImage(_ path: String) -> Bool {
        guard let stem = ModalityAliases.stem(ofFile: path)?.lowercased() else { return false }
        return role(ofFile: path) == nil && !ModalityAliases.parts(of: stem).contains { ModalityAliases.maskNames.contains($0) }
    }

    /// Whether a file's name says that it is NIfTI.
    static func isImage(_ path: String) -> Bool { stem(ofFile: path) != nil }

    /// A file's name without its extension, if that is one of NIfTI's.
    static func withoutExtension(_ name: String) -> String { stem(ofFile: name) ?? name }

    private static func parts(of stem: String) -> [Substring] { stem.split { "_-. ".contains($0) } }

    /// The last part that names a modality.
    private func modality(in parts: [Substring]) -> (name: String, index: Int)? {
        for index in parts.indices.reversed() {
            let pair = parts[index...].prefix(2).joined()
            if let name = canonicalNames[pair] ?? canonicalNames[String(parts[index])] { return (name, index) }
        }
        return nil
    }

    private static let contrastNames: Set<Substring> = ["gd", "gad", "gado", "gadolinium", "contrast", "postcontrast"]
    private static let negations: Set<Substring> = ["pre", "no", "non", "none", "without", "wo", "minus"]

    /// BIDS keeps the contrast agent apart, `sub-01_ce-gadolinium_T1w`, as older names do: `acq-postcontrast_T1w`, `T1_contrast`, `acq-post_T1w`.
    private func withContrast(_ name: String, _ parts: [Substring]) -> String {
        func part(_ index: Int) -> Substring { parts.indices.contains(index) ? parts[index] : "" }
        let speaksOfContrast = parts.indices.contains { index in
            let (before, after) = (part(index - 1), part(index + 1))
            switch parts[index] {
            case "ce": return after != "none"
            case "post": return before == "acq"
            case let word where ModalityAliases.contrastNames.contains(word):
                // A name may begin with somebody's initials.
                let isOfSubject = index == 0 && canonicalNames[String(after)] == nil || before == "sub"
                let isNegated = ModalityAliases.negations.contains(before) || ModalityAliases.negations.contains(after) || before == "o" && part(index - 2) == "w"
                return !isOfSubject && !isNegated
            default: return false
            }
        }
        return name == "t1" && speaksOfContrast ? canonicalNames["t1ce"] ?? name : name
    }

    /// The file's name without its extension; nil if it is hidden or has none of NIfTI's.
    private static func stem(ofFile path: String) -> String? {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        guard !name.hasPrefix(".") else { return nil }
        let suffix = [".nii.gz", ".nii", ".hdr.gz", ".hdr"].first { name.lowercased().hasSuffix($0) }
        return suffix.map { String(name.dropLast($0.count)) }
    }
}
