/// The nested regions that BraTS scores, in the order of its score files.
public enum TumourRegion: String, CaseIterable, Codable, Sendable {
    /// Enhancing tumour.
    case et = "ET"
    /// Tumour core: necrotic and non-enhancing core, and enhancing tumour.
    case tc = "TC"
    /// Whole tumour: the core and the oedema.
    case wt = "WT"
}
