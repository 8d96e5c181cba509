import Foundation
import Imaging

/// The evaluator's own checks of a folder or zip of masks, before it is handed in.
public struct Preflight: Sendable {
    /// What the evaluator would refuse, one line each with what to do.
    public private(set) var faults: [String] = []
    /// Masks that were looked at.
    public private(set) var masks = 0

    /// Looks at all masks.
    ///
    /// - Parameters:
    ///   - path: A folder, or a zip archive.
    ///   - files: The names in the folder to look at; nil for all that are not hidden and no ledger of a batch.
    ///   - rules: Of which year.
    ///   - cases: A directory of the cases that masks are expected of; nil where it is not at hand.
    /// - Throws: `WorkflowError.badArchive` or `ImagingError` where the folder, archive or cases cannot be read.
    public init(_ path: String, files: [String]? = nil, _ rules: SubmissionRules, cases: String?) throws {
        let expected = try cases.map { try CaseSearch($0).cases }
        var seen: [String: String] = [:]
        try Preflight.forEachFile(path, files) { name, file in
            guard let identifier = rules.caseName(of: name) else {
                faults.append("\(name): no mask of a case, whose name ends in \(rules.expectedName); rename or remove it")
                return
            }
            if let other = seen.updateValue(name, forKey: identifier) { faults.append("\(name): \(other) is for the same case; remove one") }
            let folder = expected?.first { rules.caseName(of: "\($0.name).nii.gz") == identifier }
            if expected != nil, folder == nil { faults.append("\(name): no case is named so; give it the name of its case") }
            masks += 1
            faults += Preflight.faults(name, file, rules, folder).map { "\(name): \($0)" }
        }
        for folder in expected ?? [] where rules.caseName(of: "\(folder.name).nii.gz").map({ seen[$0] == nil }) ?? true {
            faults.append("\(folder.name): no mask is named after this case; segment it")
        }
        if masks == 0 { faults.append("\(path): it holds no mask; give the folder or zip that holds CASE.nii.gz") }
    }

    /// What is wrong with one mask.
    private static func faults(_ name: String, _ file: () throws -> String, _ rules: SubmissionRules, _ folder: CaseFolder?) -> [String] {
        do {
            let mask = try NIfTIReader.read(file())
            let reference = try folder?.images.values.sorted().first.map { try NIfTIReader.readGrid($0) }
            return rules.faults(try mask.labels(), on: mask.grid, file: name, reference: reference)
        } catch { return ["\(error)".replacing("\n", with: " ")] }
    }

    /// Calls `body` with the name of every file that is not hidden, and what gives a path under which it can be read.
    private static func forEachFile(_ path: String, _ files: [String]?, _ body: (_ name: String, _ file: () throws -> String) -> Void) throws {
        guard !path.lowercased().hasSuffix(".zip") else {
            let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("metakd-preflight-\(UUID().uuidString).nii.gz")
            defer { try? FileManager.default.removeItem(at: scratch) }
            let archive = try ZipReader(path)
            for entry in archive.entries where !entry.name.hasSuffix("/") {
                let name = URL(fileURLWithPath: entry.name).lastPathComponent
                guard !name.hasPrefix(".") else { continue }
                body(name) {
                    try archive.contents(of: entry).write(to: scratch)
                    return scratch.path
                }
            }
            return
        }
        guard FileManager.default.fileExists(atPath: path) else { throw ImagingError.fileAbsent(path: path) }
        guard let names = files ?? (try? FileManager.default.contentsOfDirectory(atPath: path)) else {
            throw ImagingError.cannotRead(path: path, reason: "it is no directory or zip, or may not be listed")
        }
        for name in names.sorted() where !name.hasPrefix(".") && !Ledger.isLedger(name) { body(name) { "\(path)/\(name)" } }
    }
}
