extension SegmentationStatistics {
    /// What people are warned of, for the report; without names of files, which may be a patient's.
    var shownWarnings: [String] { warnings.map { "\($0.modality): \($0.message)" } }
}
