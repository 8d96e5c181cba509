import Foundation

/// A directory that holds the images of one case, told apart by their names.
public struct CaseFolder: Equatable, Sendable {
    /// The name of the directory.
    public let name: String
    public let path: String
    /// Modality → the file that holds it.
    public let images: [String: String]
    /// The file that holds the labels, if there is one.
    public let segmentation: String?

    /// Looks at the files directly in `path`.
    ///
    /// Throws `fileAbsent` or `cannotRead` for the directory, and `ambiguousFiles` where two files have one role. A case
    /// without any image is no error here.
    public init(_ path: String, aliases: ModalityAliases = .standard) throws(ImagingError) {
        var files: [ModalityAliases.Role: String] = [:]
        for file in try CaseFolder.contents(of: path) where !CaseFolder.isDirectory(file) {
            guard let role = aliases.role(ofFile: file) else { continue }
            if let other = files.updateValue(file, forKey: role) {
                throw .ambiguousFiles(first: other, second: file, role: CaseFolder.text(role))
            }
        }
        self.path = path
        name = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
        segmentation = files[.segmentation]
        images = Dictionary(uniqueKeysWithValues: files.compactMap { role, file in
            if case .modality(let name) = role { (name, file) } else { nil }
        })
    }

    /// The cases in a directory, sorted by name: itself, or the directories below it that hold an image.
    ///
    /// Throws as `init` does for any of them, and `noCases` if there is none.
    public static func discover(in directory: String, aliases: ModalityAliases = .standard) throws(ImagingError) -> [CaseFolder] {
        let found = try search(directory, aliases: aliases, levels: depth)
        guard !found.isEmpty else { throw .noCases(directory: directory) }
        return found.sorted { ($0.name, $0.path) < ($1.name, $1.path) }
    }

    /// How far below a directory cases are looked for: DATA/HGG/CASE/ses-1/anat; a limit for links that lead upwards.
    private static let depth = 4

    private static func search(_ directory: String, aliases: ModalityAliases, levels: Int) throws(ImagingError) -> [CaseFolder] {
        let own = try CaseFolder(directory, aliases: aliases)
        guard own.images.isEmpty else { return [own] }
        var found: [CaseFolder] = []
        for entry in try contents(of: directory) where levels > 0 && isDirectory(entry) {
            found += try search(entry, aliases: aliases, levels: levels - 1)
        }
        return found
    }

    /// Paths of all that is not hidden, sorted.
    private static func contents(of directory: String) throws(ImagingError) -> [String] {
        guard ZippedFile.exists(directory) else { throw .fileAbsent(path: directory) }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw .cannotRead(path: directory, reason: "it is no directory, or may not be listed")
        }
        return names.filter { !$0.hasPrefix(".") }.sorted().map { (directory as NSString).appendingPathComponent($0) }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }

    private static func text(_ role: ModalityAliases.Role) -> String {
        switch role {
        case .modality(let name): name
        case .segmentation: "the segmentation"
        }
    }
}
