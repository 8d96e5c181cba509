import Foundation
import Yams

extension Schema {
    /// Reads a YAML file.
    package static func read(_ path: String) throws(RecordsError) -> Schema {
        guard FileManager.default.fileExists(atPath: path) else { throw .fileAbsent(path: path) }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw .badSchema(path: path, reason: "found no text in UTF-8")
        }
        return try parse(text, path: path)
    }

    /// Reads YAML; `path` is for messages.
    package static func parse(_ text: String, path: String) throws(RecordsError) -> Schema {
        let schema: Schema
        do {
            try checkKeys(Yams.compose(yaml: text))
            schema = try YAMLDecoder().decode(Schema.self, from: text)
        } catch { throw .badSchema(path: path, reason: reason(error)) }
        if let fault = schema.fault { throw .badSchema(path: path, reason: fault) }
        return schema
    }

    /// The schema as YAML, to be edited and read again.
    package var yaml: String { (try? YAMLEncoder().encode(self)) ?? "" }

    /// Refuses keys that mean nothing, with their lines.
    private static func checkKeys(_ node: Node?) throws {
        try checkKeys(node, known: keys, name: "a schema")
        for file in node?["files"]?.sequence ?? [] { try checkKeys(file, known: File.keys, name: "a file") }
        for modality in node?["modalities"]?.sequence ?? [] { try checkKeys(modality, known: Modality.keys, name: "a modality") }
    }

    private static func checkKeys(_ node: Node?, known: Set<String>, name: String) throws {
        for (key, _) in node?.mapping ?? [:] where !known.contains(key.string ?? "") {
            throw UnknownKey(text: "line \(key.mark?.line ?? 0): \"\(key.string ?? "?")\" is no key of \(name), "
                + "expected one of \(known.sorted().joined(separator: ", "))")
        }
    }

    private struct UnknownKey: Error { let text: String }

    /// What an error of the YAML parser or of a decoder says, in one line.
    private static func reason(_ error: any Error) -> String {
        func field(_ context: DecodingError.Context) -> String {
            context.codingPath.isEmpty ? "it" : context.codingPath.map { key in key.intValue.map { "number \($0 + 1)" } ?? key.stringValue }.joined(separator: ", ")
        }
        return switch error {
        case let error as UnknownKey: error.text
        case DecodingError.keyNotFound(let key, let context): "\(key.stringValue) is absent in \(field(context))"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context): "\(field(context)) is of the wrong kind"
        case DecodingError.dataCorrupted(let context): "\(field(context)): \(context.debugDescription)"
        default: "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
        }
    }
}
