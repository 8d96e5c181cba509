import Foundation

/// The images of one case, told apart by their names.
public struct CaseFolder: Equatable, Sendable {
    /// The name of the directory; `sub-X_ses-Y` for BIDS, what the files' names begin with where several cases share a directory.
    public let name: String
    /// Where the images are.
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
        try self.init(name: CaseFolder.caseName(of: path), path, files: FolderTree.folder(path).files, aliases)
    }

    private init(name: String, _ path: String, files: [String], _ aliases: ModalityAliases) throws(ImagingError) {
        var roles: [ModalityAliases.Role: String] = [:]
        for file in files {
            guard let role = aliases.role(ofFile: file) else { continue }
            if let other = roles.updateValue(file, forKey: role) {
                throw .ambiguousFiles(first: other, second: file, role: CaseFolder.text(role))
            }
        }
        (self.name, self.path) = (name, path)
        segmentation = roles[.segmentation]
        images = Dictionary(uniqueKeysWithValues: roles.compactMap { role, file in
            if case .modality(let name) = role { (name, file) } else { nil }
        })
    }

    private init(name: String, path: String, images: [String: String], segmentation: String?) {
        (self.name, self.path, self.images, self.segmentation) = (name, path, images, segmentation)
    }

    /// The cases in a directory, sorted by name: itself, or the directories below it that hold an image.
    ///
    /// Throws as `init` does for any of them, `caseWithoutImages` for a folder with a segmentation alone, `caseTwice` where two have one name, and
    /// `noCases` if there is none.
    public static func discover(in directory: String, aliases: ModalityAliases = .standard) throws(ImagingError) -> [CaseFolder] {
        let search = try CaseSearch(directory, aliases: aliases)
        for failure in search.failures {
            guard case .caseWithoutImages(let folder) = failure.error else { throw failure.error }
            // A folder without either is no case.
            if folder != directory, try CaseFolder(folder, aliases: aliases).segmentation != nil { throw failure.error }
        }
        guard !search.cases.isEmpty else { throw .noCases(directory: directory) }
        return search.cases
    }

    /// The case whose images lie directly in a folder, or the several that share it; none where it holds no image.
    ///
    /// Throws `ambiguousFiles` where two files of the one case have one role; of several cases, those with such files are failures.
    static func cases(in folder: FolderTree.Folder, _ aliases: ModalityAliases) throws(ImagingError) -> (cases: [CaseFolder], failures: [CaseSearch.Failure]) {
        let groups = Dictionary(grouping: folder.files.filter { aliases.role(ofFile: $0) != nil }) { name(ofFile: $0, aliases) }
        var (cases, failures) = ([CaseFolder](), [CaseSearch.Failure]())
        do throws(ImagingError) {
            cases = [try CaseFolder(name: caseName(of: folder.path), folder.path, files: folder.files, aliases)]
        } catch {
            guard groups.count > 1, groups[""] == nil else { throw error }
            for (name, files) in groups {
                do { cases.append(try CaseFolder(name: name, folder.path, files: files.sorted(), aliases)) } catch {
                    failures.append(CaseSearch.Failure(name: name, path: folder.path, error: error))
                }
            }
            // A file that belongs to none of the cases is a second one of some case, under another name.
            if cases.contains(where: { $0.images.isEmpty }) { throw error }
        }
        return (cases.filter { !$0.images.isEmpty }, failures)
    }

    /// The case under the name that all its images' names begin with; as it is where they differ or begin with the modality.
    func namedByFiles(_ aliases: ModalityAliases) -> CaseFolder {
        let names = Set(images.values.map { CaseFolder.name(ofFile: $0, aliases) })
        guard names.count == 1, let name = names.first, !name.isEmpty else { return self }
        return CaseFolder(name: name, path: path, images: images, segmentation: segmentation)
    }

    /// The folder's name; that of the subject, and of the session if there is one, for BIDS's `anat`.
    static func caseName(of path: String) -> String {
        var url = URL(fileURLWithPath: path).standardizedFileURL
        if url.lastPathComponent == "anat" { url.deleteLastPathComponent() }
        let name = url.lastPathComponent
        return name.hasPrefix("ses-") ? "\(url.deletingLastPathComponent().lastPathComponent)_\(name)" : name
    }

    /// What a file's name begins with; of a BIDS name subject and session alone, since what else it has tells apart images of one case.
    private static func name(ofFile path: String, _ aliases: ModalityAliases) -> String {
        let prefix = aliases.prefix(ofFile: path)
        return prefix.wholeMatch(of: /(sub-[a-zA-Z0-9+]+(_ses-[a-zA-Z0-9+]+)?)(_[a-z]+-[a-zA-Z0-9+]+)*/).map { String($0.1) } ?? prefix
    }

    private static func text(_ role: ModalityAliases.Role) -> String {
        switch role {
        case .modality(let name): name
        case .segmentation: "the segmentation"
        }
    }
}
