import Networks

/// All that a model file says besides the weights: the JSON header of a `.metakd` file.
public struct ModelHeader: Hashable, Sendable, Codable {
    /// The only value of `format` that a reader accepts.
    public static let formatName = "metakd"

    public var format = ModelHeader.formatName
    public var task: ModelTask
    public var network: Graph
    /// Where each weight tensor lies, by name. The writer fills this in.
    public var tensors: [String: TensorEntry]
    /// One for each of the network's modalities, in its order.
    public var modalities: [ModalityDescription]
    /// One for each of the network's output channels, in their order.
    public var outputs: [OutputDescription]
    /// The learned importance weight vector; nil if the model was trained without one.
    public var importance: Importance?
    public var inference: InferenceSettings
    /// How a classifier's tables are read and encoded, as the room Records writes it; nil where its samples are no rows of a table.
    public var records: JSONValue?
    public var evaluation: [SubsetEvaluation]
    public var provenance: Provenance

    public init(task: ModelTask, network: Graph, modalities: [ModalityDescription], outputs: [OutputDescription],
                importance: Importance? = nil, inference: InferenceSettings = .init(), records: JSONValue? = nil, evaluation: [SubsetEvaluation] = [],
                provenance: Provenance, tensors: [String: TensorEntry] = [:]) {
        self.task = task
        self.network = network
        self.tensors = tensors
        self.modalities = modalities
        self.outputs = outputs
        self.importance = importance
        self.inference = inference
        self.records = records
        self.evaluation = evaluation
        self.provenance = provenance
    }
}
