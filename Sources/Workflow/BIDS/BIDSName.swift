/// The name of a case in a BIDS dataset, such as `sub-01_ses-2_run-1`.
struct BIDSName {
    /// What stands behind `sub-`.
    let subject: String
    /// What stands behind `ses-`; nil for a subject without sessions.
    let session: String?
    /// All entities.
    let stem: String

    /// Nil for a name that does not begin with a subject.
    init?(_ name: String) {
        guard let match = name.wholeMatch(of: /sub-([a-zA-Z0-9+]+)(?:_ses-([a-zA-Z0-9+]+))?(?:_.*)?/) else { return nil }
        (subject, session, stem) = (String(match.1), match.2.map(String.init), name)
    }

    /// Where the mask goes in a derivative dataset.
    var mask: String { (["sub-\(subject)"] + (session.map { ["ses-\($0)"] } ?? []) + ["anat", "\(stem)_seg-tumour_dseg.nii.gz"]).joined(separator: "/") }
}
