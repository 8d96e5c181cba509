import ModelFormat

/// What the Open Inference Protocol (v2) tells of a model.
struct ModelMetadata: Encodable {
    struct TensorMetadata: Encodable {
        var name: String
        var datatype: String
        /// -1 where any size is taken.
        var shape: [Int]
    }

    var name: String
    var versions = ["1"]
    var platform = "metakd"
    var inputs: [TensorMetadata]
    var outputs: [TensorMetadata]
    /// What else a client has to know.
    var parameters: [String: String]

    init(_ model: ServedModel) {
        let header = model.file.header
        let names = header.modalities.map(\.name)
        name = model.name
        parameters = ["task": header.task.rawValue, "sha256": model.file.digest, "inputs": "any subset of at least one; what is left out is imputed"]
        switch header.task {
        case .segmentation:
            inputs = names.map { TensorMetadata(name: $0, datatype: "FP32", shape: [-1, -1, -1]) }
            outputs = header.outputs.map { TensorMetadata(name: $0.name, datatype: "FP32", shape: [-1, -1, -1]) }
            parameters["axes"] = "depth, height, width run to \(header.inference.axes.letters.map(String.init).joined(separator: ", "))"
            parameters["values"] = "prepared as the model's header says, such as standardised over the brain with 0 outside it; /v1/segment takes NIfTI as it is"
            parameters["outputs"] = "probability of each region at each voxel"
        case .classification:
            inputs = names.enumerated().map { TensorMetadata(name: $1, datatype: "FP32", shape: [-1, header.network.encoder(of: $0).channels]) }
            outputs = [TensorMetadata(name: "probabilities", datatype: "FP32", shape: [-1, header.outputs.count]), TensorMetadata(name: "class", datatype: "BYTES", shape: [-1])]
            parameters["values"] = "encoded as in training, a row of NaN where a record lacks the modality; /v1/classify takes tables as they are"
            parameters["classes"] = header.outputs.map(\.name).joined(separator: ",")
        }
    }
}
