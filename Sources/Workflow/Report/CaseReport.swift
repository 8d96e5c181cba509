import ModelFormat

/// What a report says of a case beside its statistics and pictures.
struct CaseReport: Sendable {
    /// What the model's evaluation lets expect; nil where it says nothing of the subset.
    let expectation: SubsetExpectation?
    /// Importance weights by the model's modalities; nil where it was trained without.
    let importance: [Float]?
    /// For each given modality; empty where one alone was given.
    let agreement: [ModalityAgreement]
    /// SHA-256 of each given modality's file.
    let digests: [String: String]
    /// How the model was trained.
    let provenance: Provenance
    let threshold: Float
}
