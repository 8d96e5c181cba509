import Foundation

/// A request of the Open Inference Protocol: named tensors, in JSON or behind it in binary.
struct InferenceRequest {
    /// A tensor of numbers.
    struct Input {
        let name: String
        let shape: [Int]
        let values: [Float]
    }

    let id: String?
    let inputs: [Input]
    /// The outputs asked for, and whether each is wanted in binary; empty for all as `isBinary` says.
    let outputs: [(name: String, isBinary: Bool)]
    let isBinary: Bool

    /// - Parameter headerLength: The bytes of JSON; nil if all of the body is.
    /// - Throws: `RequestError.badRequest` with what is wrong.
    init(_ body: Data, headerLength: Int?) throws(RequestError) {
        guard headerLength.map({ (0...body.count).contains($0) }) ?? true else { throw .badRequest("Inference-Header-Content-Length exceeds the body") }
        let json = body.prefix(headerLength ?? body.count)
        guard let object = (try? JSONSerialization.jsonObject(with: json)) as? [String: Any] else { throw .badRequest("the body does not begin with a JSON object") }
        guard let listed = object["inputs"] as? [[String: Any]], !listed.isEmpty else { throw .badRequest("inputs is absent or empty") }
        id = object["id"] as? String
        isBinary = (object["parameters"] as? [String: Any])?["binary_data_output"] as? Bool ?? false
        var binary = body.suffix(body.count - json.count), read: [Input] = []
        for entry in listed { read.append(try InferenceRequest.input(entry, &binary)) }
        guard binary.isEmpty else { throw .badRequest("\(binary.count) bytes belong to no input") }
        guard Set(read.map(\.name)).count == read.count else { throw .badRequest("two inputs have the same name") }
        inputs = read
        let whole = isBinary
        outputs = (object["outputs"] as? [[String: Any]] ?? []).compactMap { entry in
            (entry["name"] as? String).map { ($0, (entry["parameters"] as? [String: Any])?["binary_data"] as? Bool ?? whole) }
        }
    }

    /// Bytes that one byte of JSON comes to: each of two may be a number in a box of its own.
    static let bytesOfJSON = 48

    /// Bytes that reading a body of some size holds: it, its numbers, and the tensors made of them.
    static func bytes(for size: Int, headerLength: Int?) -> Int {
        let json = min(max(headerLength ?? size, 0), size)
        return bytesOfJSON * json + 3 * (size - json)
    }

    private static func input(_ entry: [String: Any], _ binary: inout Data) throws(RequestError) -> Input {
        guard let name = entry["name"] as? String, let shape = entry["shape"] as? [Int], let type = entry["datatype"] as? String else {
            throw .badRequest("an input lacks name, shape or datatype")
        }
        let label = "input \(name.prefix(64))"
        var count = 1
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard size > 0, !overflow else { throw .badRequest("\(label): shape \(shape) is not of positive sizes") }
            count = product
        }
        guard type == "FP32" else { throw .badRequest("\(label): datatype is \(type.prefix(16)), expected FP32") }
        let values: [Float]
        if let size = (entry["parameters"] as? [String: Any])?["binary_data_size"] as? Int {
            guard size >= 0, size <= binary.count, size % 4 == 0 else { throw .badRequest("\(label): binary_data_size is \(size), but \(binary.count) bytes are left") }
            values = binary.prefix(size).withUnsafeBytes { bytes in
                (0..<size / 4).map { Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))) }
            }
            binary = binary.dropFirst(size)
        } else {
            var flat: [Float] = []
            guard flatten(entry["data"] ?? [], into: &flat) else { throw .badRequest("\(label): data holds something else than numbers") }
            values = flat
        }
        guard values.count == count else { throw .badRequest("\(label): \(values.count) numbers for shape \(shape)") }
        return Input(name: name, shape: shape, values: values)
    }

    /// Numbers in nested or flat arrays; false for anything else.
    private static func flatten(_ value: Any, into flat: inout [Float]) -> Bool {
        if let list = value as? [Any] { return list.allSatisfy { flatten($0, into: &flat) } }
        if value is NSNull {
            flat.append(.nan)
            return true
        }
        guard let number = value as? NSNumber else { return false }
        flat.append(number.floatValue)
        return true
    }
}
