import Crypto
import Files
import Foundation
import Networks

extension ModelFile {
    /// Writes a model: the same bytes for the same model on every machine.
    ///
    /// `tensors` holds the elements of each tensor that `header.network` uses, in row-major order; `header.tensors` is made from
    /// them. The file appears whole or not at all, and the header is checked as a reader would.
    /// Returns its SHA-256 in hexadecimal.
    @discardableResult
    public static func write(header: ModelHeader, tensors: [String: [Float]], as elementType: TensorEntry.ElementType = .f32,
                             to path: String, overwrite: Bool = false) throws(ModelError) -> String {
        let place = FilePlace(path: path, field: "", offset: ModelFrame.headerStart)
        try header.validate(place)
        let parts = try blobs(header.network, tensors, elementType, place)
        let (json, start, entries) = try layOut(header, parts, elementType, place)
        guard json.count <= ModelFrame.headerLimit else {
            throw .headerTooLong(place.field("header"), found: UInt64(json.count), limit: ModelFrame.headerLimit)
        }
        var bytes = Data(ModelFrame.magic + ModelFrame.version.littleEndianBytes + UInt32(0).littleEndianBytes
                         + UInt64(json.count).littleEndianBytes)
        bytes.append(json)
        bytes.pad(to: start)
        for part in parts {
            bytes.pad(to: entries[part.name]?.offset ?? start)
            bytes.append(contentsOf: part.bytes)
        }
        let digest = SHA256.hash(data: bytes)
        bytes.append(contentsOf: digest)
        do { try AtomicFile.write(bytes, to: path, overwrite: overwrite) } catch { throw .output(error) }
        return digest.map(\.hexadecimal).joined()
    }

    private struct Blob {
        var name: String
        var shape: [Int]
        var bytes: [UInt8]
    }

    /// The network's tensors by name, encoded and checked.
    private static func blobs(_ network: Graph, _ tensors: [String: [Float]], _ elementType: TensorEntry.ElementType,
                              _ place: FilePlace) throws(ModelError) -> [Blob] {
        let parameters: [Parameter]
        do { parameters = try network.parameters() } catch { throw .impossibleGraph(place.field("network"), error) }
        let used = Set(parameters.map(\.name))
        if let unused = tensors.keys.sorted().first(where: { !used.contains($0) }) { throw .unusedTensor(place.field("tensors.\(unused)")) }
        var blobs: [Blob] = []
        for parameter in parameters.sorted(by: { $0.name < $1.name }) {
            let place = place.field("tensors.\(parameter.name)")
            guard let elements = tensors[parameter.name] else { throw .absentTensor(place) }
            guard elements.count == parameter.count else { throw .wrongShape(place, found: [elements.count], expected: parameter.shape) }
            let bytes = elementType.bytes(elements)
            if let element = bytes.withUnsafeBytes(elementType.firstNotFinite) { throw .notFinite(place, element: element) }
            blobs.append(Blob(name: parameter.name, shape: parameter.shape, bytes: bytes))
        }
        return blobs
    }

    /// The header's JSON, where the data starts, and the tensors' entries.
    ///
    /// The offsets stand in the header and depend on its length: each round can only lengthen it, until they agree.
    private static func layOut(_ header: ModelHeader, _ blobs: [Blob], _ elementType: TensorEntry.ElementType,
                               _ place: FilePlace) throws(ModelError) -> (Data, Int, [String: TensorEntry]) {
        var header = header
        var start = 0
        while true {
            var offset = start
            header.tensors = [:]
            for blob in blobs {
                header.tensors[blob.name] = TensorEntry(dtype: elementType, shape: blob.shape, offset: offset, bytes: blob.bytes.count)
                offset = (offset + blob.bytes.count).aligned(to: ModelFrame.alignment)
            }
            let json = try HeaderJSON.encode(header, place)
            let needed = (ModelFrame.headerStart + json.count).aligned(to: ModelFrame.alignment)
            if needed == start { return (json, start, header.tensors) }
            start = needed
        }
    }
}

extension Data {
    fileprivate mutating func pad(to count: Int) { append(Data(count: count - self.count)) }
}
