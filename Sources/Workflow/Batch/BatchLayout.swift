/// Where the masks of a batch go, and what is written beside them.
public enum BatchLayout: Sendable, Equatable {
    /// `CASE.nii.gz` and a ledger, in a directory outside the input.
    case ledger
    /// `CASE.nii.gz` and nothing else, as containers of BraTS write them. The directory may lie in the input (`/data/results`), and a case
    /// that is the input directory itself is named by its files.
    case masksAlone
    /// A BIDS derivative dataset, which may lie in the input (`derivatives/metakd`).
    case bids
}
