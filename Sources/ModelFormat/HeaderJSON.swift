import Foundation

/// Decodes the JSON header of a file and says which field is wrong.
enum HeaderJSON {
    static func decode<T: Decodable>(_ type: T.Type, _ file: FileMapping, _ range: Range<Int>) throws(ModelError) -> T {
        let place = file.place("header", range.lowerBound)
        let bytes = file[range]
        // A NUL or a missing brace is refused here, because JSONDecoder would take them as signs of UTF-16.
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8(place) }
        guard bytes.first == UInt8(ascii: "{"), !bytes.contains(0) else { throw .notJSON(place, reason: "it does not start with {, or holds a NUL") }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw error.modelError(place)
        } catch {
            throw .notJSON(place, reason: "\(error)")
        }
    }

    /// The same bytes for the same header on every machine.
    static func encode(_ header: ModelHeader, _ place: FilePlace) throws(ModelError) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(header)
        } catch {
            throw .badField(place.field("header"), reason: "\(error)")
        }
    }
}

extension DecodingError {
    fileprivate func modelError(_ header: FilePlace) -> ModelError {
        switch self {
        case .keyNotFound(let key, let context):
            .badField(header.following(context.codingPath + [key]), reason: "found no such field, expected one")
        case .typeMismatch(let type, let context): .badField(header.following(context.codingPath), reason: "found another type, expected \(type)")
        case .valueNotFound(let type, let context): .badField(header.following(context.codingPath), reason: "found nothing, expected \(type)")
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            .notJSON(header, reason: "it breaks JSON's rules, or a number does not fit its field")
        case .dataCorrupted(let context): .badField(header.following(context.codingPath), reason: context.debugDescription)
        @unknown default: .notJSON(header, reason: "\(self)")
        }
    }
}

extension KeyedDecodingContainer {
    /// Decodes integers and names their field if they do not fit; JSONDecoder by itself then calls the whole file no JSON.
    func integers<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        do {
            return try decode(type, forKey: key)
        } catch let error where !(error is DecodingError) {
            let path = codingPath + [key]
            throw DecodingError.dataCorrupted(.init(codingPath: path, debugDescription: "found a number out of range, expected integers below 2^63"))
        }
    }
}

extension FilePlace {
    /// `network.decoder[3].kernel`, at the header's first byte.
    fileprivate func following(_ path: [any CodingKey]) -> FilePlace {
        path.reduce(FilePlace(path: self.path, field: "", offset: offset)) { place, key in
            key.intValue.map(place.element) ?? place.field(key.stringValue)
        }
    }
}
