import Crypto
import Files
import Foundation

extension SafetensorsFile {
    /// A tensor to write: its name, extents and elements in row-major order.
    public struct Tensor: Sendable {
        public var name: String
        public var shape: [Int]
        public var elements: [Float]

        public init(name: String, shape: [Int], elements: [Float]) {
            precondition(shape.reduce(1, *) == elements.count, "\(name): \(elements.count) elements for shape \(shape)")
            self.name = name
            self.shape = shape
            self.elements = elements
        }
    }

    /// Writes float32 tensors, in the order given, and texts about them, to which `sha256` is added, the digest of both. The file appears whole or not at all.
    ///
    /// - Throws: `ModelError.output`.
    public static func write(_ tensors: [Tensor], metadata: [String: String], to path: String, overwrite: Bool) throws(ModelError) {
        var digest = digest(of: metadata)
        for tensor in tensors { digest.update(data: TensorEntry.ElementType.f32.bytes(tensor.elements)) }
        var header: [String: Any] = ["__metadata__": metadata.merging([digestKey: digest.finalize().map(\.hexadecimal).joined()]) { $1 }]
        var end = 0
        for tensor in tensors {
            header[tensor.name] = ["dtype": SafetensorsElementType.f32.rawValue, "shape": tensor.shape, "data_offsets": [end, end + tensor.elements.count * 4]]
            end += tensor.elements.count * 4
        }
        // Texts, integers and lists of them: JSON can always be made of these.
        var json = try! JSONSerialization.data(withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes])
        json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: json.count.aligned(to: 8) - json.count))
        var bytes = Data(UInt64(json.count).littleEndianBytes)
        bytes.append(json)
        for tensor in tensors { bytes.append(contentsOf: TensorEntry.ElementType.f32.bytes(tensor.elements)) }
        do { try AtomicFile.write(bytes, to: path, overwrite: overwrite) } catch { throw .output(error) }
    }
}
