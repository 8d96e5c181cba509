import Foundation
import Yams

/// Settings that have defaults, and that a YAML file and a program's options change.
///
/// What can be set is read off the defaults: every field is a key of the file and an option, and there is no second list to keep.
public protocol DocumentedSettings: Sendable, Hashable, Codable {
    /// The defaults. No field may be nil, for then it had no key.
    init()

    /// What each setting means, in one sentence, by its key; that of a field in a group is `group.field`.
    static var documentation: [String: String] { get }

    /// Refuses numbers that no training can work with.
    ///
    /// - Throws: `TrainingJobError.badSetting` naming the first.
    func check() throws(TrainingJobError)
}

/// One thing that can be set.
public struct Setting: Sendable, Hashable {
    /// The names in the YAML file, from the outside in: `augmentation`, `mirror`.
    public let path: [String]
    /// What it is if nobody sets it, as YAML on one line.
    public let defaultText: String
    /// What it means; empty where nobody wrote it down.
    public let documentation: String

    /// `augmentation.mirror`.
    public var key: String { path.joined(separator: ".") }

    /// The option's name without its dashes: `augmentation-mirror`, `learning-rate`.
    public var option: String {
        path.joined(separator: "-").reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
    }
}

extension DocumentedSettings {
    /// All that can be set, in the order of the file.
    public static var settings: [Setting] { leaves(of: SettingsYAML.node(Self()), under: []) }

    /// What stands otherwise in these settings than in others, with the values that it has here.
    public func differences(from other: Self) -> [Setting] {
        let others = Set(Self.leaves(of: SettingsYAML.node(other), under: []))
        return Self.leaves(of: SettingsYAML.node(self), under: []).filter { !others.contains($0) }
    }

    private static func leaves(of node: Node, under path: [String]) -> [Setting] {
        guard case .mapping(let fields) = node else {
            let key = path.joined(separator: ".")
            return [Setting(path: path, defaultText: SettingsYAML.line(node), documentation: documentation[key, default: ""])]
        }
        return fields.flatMap { leaves(of: $1, under: path + [$0.string ?? ""]) }
    }

    /// Reads a YAML file, over the defaults.
    ///
    /// - Throws: As `reading`.
    public static func read(_ path: String) throws(TrainingJobError) -> Self { try Self().reading(path) }

    /// Reads settings from YAML, over the defaults; a key that is no setting is an error.
    static func parse(_ text: String) throws -> Self { try Self().parsing(text) }

    /// The settings with what a YAML file gives in place of what they had.
    ///
    /// - Throws: `TrainingJobError.badSettings` naming the file and what is wrong in it, or `settingsAbsent`.
    public func reading(_ path: String) throws(TrainingJobError) -> Self {
        guard FileManager.default.fileExists(atPath: path) else { throw .settingsAbsent(path) }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw .badSettings(path, reason: "found no text in UTF-8") }
        do { return try parsing(text) } catch { throw .badSettings(path, reason: SettingsYAML.reason(error)) }
    }

    private func parsing(_ text: String) throws -> Self {
        guard let given = try Yams.compose(yaml: text) else { return self }
        return try SettingsYAML.decode(SettingsYAML.merged(SettingsYAML.node(self), given))
    }

    /// The settings with one of them as an option gives it.
    ///
    /// - Parameter texts: What was given, in order. A list is written `8,16,32`, `64x64x64` or as in YAML. Texts of a list that is
    ///   empty by default add up; of anything else the last one holds.
    /// - Throws: `TrainingJobError.badOption` where it is of the wrong kind.
    public func setting(_ setting: Setting, to texts: [String]) throws(TrainingJobError) -> Self {
        do {
            return try SettingsYAML.decode(SettingsYAML.node(self).replacing(setting.path[...]) { try SettingsYAML.node(texts, like: $0) })
        } catch {
            throw .badOption("--\(setting.option)", found: texts.joined(separator: " "),
                             reason: "\(SettingsYAML.reason(error)) (\(setting.documentation.dropLast()))")
        }
    }

    /// The settings as YAML.
    public var yaml: String { (try? Yams.serialize(node: SettingsYAML.readable(SettingsYAML.node(self)))) ?? "" }

    /// The same with a line above each setting that says what it means.
    public var commentedYAML: String {
        var group = ""
        return yaml.split(separator: "\n").map { line in
            let indent = line.prefix { $0 == " " }, name = line.dropFirst(indent.count).prefix { $0.isLetter }
            guard line.dropFirst(indent.count + name.count).hasPrefix(":") else { return line + "\n" }
            if indent.isEmpty { group = String(name) }
            let text = Self.documentation[indent.isEmpty ? group : "\(group).\(name)"]
            return (text.map { "\(indent)# \($0)\n" } ?? "") + line + "\n"
        }.joined()
    }
}
