import Foundation
import Yams

/// The way between settings, YAML's nodes and what stands on a command line.
enum SettingsYAML {
    /// What an encoder makes of settings: a mapping.
    static func node(_ settings: some Encodable) -> Node {
        guard let text = try? YAMLEncoder().encode(settings), let node = try? Yams.compose(yaml: text) else {
            preconditionFailure("settings of type \(type(of: settings)) are no YAML")
        }
        return node
    }

    static func decode<Value: Decodable>(_ node: Node) throws -> Value {
        try YAMLDecoder().decode(Value.self, from: Yams.serialize(node: node))
    }

    /// The defaults with what is given in their place; a key that the defaults do not have is an error.
    static func merged(_ defaults: Node, _ given: Node, path: String = "") throws -> Node {
        switch (defaults, given) {
        case (.mapping(var result), .mapping(let changes)):
            for (key, value) in changes {
                guard let known = result[key] else { throw UnknownKey(name: path + (key.string ?? "?"), line: key.mark?.line) }
                result[key] = try merged(known, value, path: path + (key.string ?? "") + ".")
            }
            return .mapping(result)
        case (.sequence, .scalar(let scalar)): return try node([scalar.string], like: defaults)
        default: return given
        }
    }

    private struct UnknownKey: Error, CustomStringConvertible {
        let name: String
        let line: Int?
        var description: String { "line \(line.map(String.init) ?? "?"): \"\(name)\" is no setting" }
    }

    /// What the texts of an option are in YAML, for a setting that has such a default: names add up, of all else the last text holds.
    static func node(_ texts: [String], like standard: Node) throws -> Node {
        guard case .sequence(let items) = standard else { return scalar(texts.last ?? "", like: standard) }
        return Node(try (items.isEmpty ? texts : texts.suffix(1)).flatMap { try self.items($0, like: items.first) })
    }

    /// The items of a list, given as YAML or with commas or, for numbers, the letter x between them.
    private static func items(_ text: String, like item: Node?) throws -> [Node] {
        if text.hasPrefix("[") || text.hasPrefix("{") || text.hasPrefix("- "), let node = try Yams.compose(yaml: text) {
            return node.sequence.map(Array.init) ?? [node]
        }
        let separators: Set<Character> = item?.tag == Tag(.int) ? [",", "x"] : [","]
        return text.split(whereSeparator: separators.contains).map { scalar($0.trimmingCharacters(in: .whitespaces), like: item) }
    }

    /// A text stays a text even if it looks like a number; of a list that is empty by default only its reader knows.
    private static func scalar(_ text: String, like standard: Node?) -> Node {
        let isNumber = standard.map { [Tag(.int), Tag(.float), Tag(.bool)].contains($0.tag) } ?? (Double(text) != nil)
        return .scalar(.init(text, isNumber ? .implicit : Tag(.str), isNumber ? .plain : .singleQuoted))
    }

    /// The node as a person writes it: 0.1, where the encoder writes 1.00000001490116e-1, and short lists on one line.
    static func readable(_ node: Node) -> Node {
        switch node {
        case .mapping(var mapping):
            for (key, value) in mapping { mapping[key] = readable(value) }
            return .mapping(mapping)
        case .scalar(var scalar) where node.tag == Tag(.float):
            if let number = Float(scalar.string) { scalar.string = "\(number)" }
            return .scalar(scalar)
        case .sequence(let items):
            return .sequence(Node.Sequence(items.map(readable), items.tag, items.allSatisfy { $0.scalar != nil } ? .flow : items.style))
        default: return node
        }
    }

    /// A value on one line: `0.1`, `[64, 64, 64]`.
    static func line(_ node: Node) -> String {
        switch readable(node) {
        case .scalar(let scalar): scalar.string.isEmpty ? "''" : scalar.string
        case .sequence(let items): "[" + items.map(line).joined(separator: ", ") + "]"
        case .mapping(let fields): "{" + fields.map { "\($0.string ?? ""): \(line($1))" }.joined(separator: ", ") + "}"
        case .alias(let alias): alias.anchor.rawValue
        }
    }

    /// What an error of the YAML parser or of a decoder says, in one line.
    static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.typeMismatch(let type, let context): "\(field(context)) is not \(name(type))"
        case DecodingError.valueNotFound(let type, let context): "\(field(context)) is absent, expected \(name(type))"
        // What a decoder says of a word that is no case of an enumeration names our types.
        case DecodingError.dataCorrupted(let context) where context.debugDescription.hasPrefix("Cannot initialize"): "\(field(context)) has no such value"
        case DecodingError.dataCorrupted(let context): "\(field(context)): \(context.debugDescription)"
        default: "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
        }
    }

    private static func field(_ context: DecodingError.Context) -> String {
        context.codingPath.map { key in key.intValue.map { "number \($0 + 1)" } ?? key.stringValue }.joined(separator: ", ")
    }

    private static func name(_ type: any Any.Type) -> String {
        switch type {
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is String.Type: "a text"
        default: "of the kind that stands in the defaults"
        }
    }
}

extension Node {
    /// The node with the value at a path of keys, which must exist, replaced by another.
    func replacing(_ path: ArraySlice<String>, by change: (Node) throws -> Node) throws -> Node {
        guard let first = path.first else { return try change(self) }
        guard case .mapping(var fields) = self, let value = fields[Node(first)] else { preconditionFailure("no setting is named \(first)") }
        fields[Node(first)] = try value.replacing(path.dropFirst(), by: change)
        return .mapping(fields)
    }
}
