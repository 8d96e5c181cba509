import Foundation

/// An answer of the Open Inference Protocol.
struct InferenceAnswer {
    enum Values: Sendable {
        case floats([Float])
        case texts([String])
    }

    struct Output: Sendable {
        let name: String
        let shape: [Int]
        let values: Values
    }

    /// What an answer that is written is like.
    struct Form: Sendable {
        /// The bytes of JSON before binary tensors; nil if all is JSON.
        let headerLength: Int?
        var mediaType: String { headerLength == nil ? "application/json" : "application/octet-stream" }
    }

    /// Bytes that an answer of so many numbers holds until it is written: each as a float, as a double in a box, and as text.
    static func bytes(for count: Int) -> Int { 120 * count }

    /// Writes outputs in the form that was asked for.
    ///
    /// - Throws: `RequestError.badRequest` for an output that there is not, `internalFault` where the disk is full.
    static func write(_ outputs: [Output], to request: InferenceRequest, model: String, _ path: String) throws(RequestError) -> Form {
        var chosen: [(Output, Bool)] = []
        if request.outputs.isEmpty { chosen = outputs.map { ($0, request.isBinary) } }
        for (name, isBinary) in request.outputs {
            guard let output = outputs.first(where: { $0.name == name }) else {
                throw .badRequest("there is no output \(name.prefix(64).debugDescription); expected \(outputs.map(\.name).joined(separator: ", "))")
            }
            chosen.append((output, isBinary))
        }
        var (binary, described) = (Data(), [[String: Any]]())
        for (output, isBinary) in chosen { described.append(describe(output, isBinary, &binary)) }
        var object: [String: Any] = ["model_name": model, "model_version": "1", "outputs": described]
        if let id = request.id { object["id"] = id }
        guard let json = try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes]) else { throw .internalFault }
        guard (try? (json + binary).write(to: URL(fileURLWithPath: path))) != nil else { throw .internalFault }
        return Form(headerLength: binary.isEmpty ? nil : json.count)
    }

    private static func describe(_ output: Output, _ isBinary: Bool, _ binary: inout Data) -> [String: Any] {
        var entry: [String: Any] = ["name": output.name, "shape": output.shape]
        let start = binary.count
        switch output.values {
        case .floats(let values):
            entry["datatype"] = "FP32"
            if isBinary { values.forEach { append($0.bitPattern, to: &binary) } } else { entry["data"] = values.map(Double.init) }
        case .texts(let texts):
            entry["datatype"] = "BYTES"
            if isBinary {
                for text in texts {
                    append(UInt32(text.utf8.count), to: &binary)
                    binary.append(contentsOf: text.utf8)
                }
            } else { entry["data"] = texts }
        }
        if isBinary { entry["parameters"] = ["binary_data_size": binary.count - start] }
        return entry
    }

    private static func append(_ value: UInt32, to binary: inout Data) { withUnsafeBytes(of: value.littleEndian) { binary.append(contentsOf: $0) } }
}
