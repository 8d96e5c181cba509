import Foundation
import ModelFormat

/// The model that is used when none is named.
public enum DefaultModel {
    /// The environment variable that names another.
    public static let variable = "METAKD_MODEL"
    static let name = "brats-unet3d"

    /// The path of the model: `METAKD_MODEL`, else the shipped one, looked for beside the program and in the folders above
    /// it (as `share/metakd/` of an installation or `Models/` of a checkout).
    ///
    /// - Throws: `WorkflowError.noDefaultModel` with the places where it was looked for.
    public static func path(environment: [String: String] = ProcessInfo.processInfo.environment,
                            program: String = programPath) throws(WorkflowError) -> String {
        if let named = environment[variable], !named.isEmpty { return named }
        var searched: [String] = []
        var folder = URL(fileURLWithPath: program).resolvingSymlinksInPath().deletingLastPathComponent()
        for _ in 0..<6 {
            for relative in ["share/metakd/\(name).metakd", "Models/\(name)/\(name).metakd"] {
                let candidate = folder.appendingPathComponent(relative).path
                if FileManager.default.fileExists(atPath: candidate) { return candidate }
                searched.append(candidate)
            }
            if folder.path == "/" { break }
            folder.deleteLastPathComponent()
        }
        throw .noDefaultModel(searched: searched.filter { !$0.hasPrefix("/share") && !$0.hasPrefix("/Models") })
    }

    /// The model at `path`.
    ///
    /// - Throws: `WorkflowError.noDefaultModel` or, for a file that cannot be used, `ModelError`; `unusableModel` where `METAKD_MODEL` names it.
    package static func read(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> ModelFile {
        let path = try path(environment: environment)
        do { return try ModelFile.read(path) } catch {
            throw path == environment[variable] ? WorkflowError.unusableModel(namedBy: variable, error) : error
        }
    }

    /// The file of the running program.
    public static var programPath: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }
}
