import Networks

/// What a person or a program asks about a model: its header without the graph's nodes and the tensors' places.
public struct ModelSummary: Hashable, Sendable, Codable {
    public var path: String
    public var bytes: Int
    /// SHA-256 in hexadecimal.
    public var digest: String
    public var task: ModelTask
    public var network: NetworkSummary
    public var modalities: [ModalityDescription]
    public var outputs: [OutputDescription]
    public var importance: Importance?
    public var inference: InferenceSettings
    public var evaluation: [SubsetEvaluation]
    public var provenance: Provenance

    public init(_ model: ModelFile) {
        let header = model.header
        path = model.path
        bytes = model.byteCount
        digest = model.digest
        task = header.task
        network = NetworkSummary(header)
        modalities = header.modalities
        outputs = header.outputs
        importance = header.importance
        inference = header.inference
        evaluation = header.evaluation
        provenance = header.provenance
    }
}
