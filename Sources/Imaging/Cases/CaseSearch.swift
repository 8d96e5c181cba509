import Files
import Foundation

/// The cases in a directory, in the layouts of BraTS and BIDS, and what looks like one and cannot be used.
///
/// A case is a folder that holds images named as modalities, at most four levels down: `CASE/CASE_t1.nii.gz` (BraTS 2018–2021),
/// `CASE/CASE-t1n.nii.gz` (2023 and after), with folders such as HGG and LGG between, `sub-X/[ses-Y/]anat/` (BIDS). Images of several
/// cases that lie in one folder are told apart by what stands before the modality.
public struct CaseSearch: Sendable {
    /// What could have been a case.
    public struct Failure: Sendable {
        public let name: String
        /// The folder.
        public let path: String
        public let error: ImagingError
    }

    /// Sorted by name, each name once.
    public let cases: [CaseFolder]
    /// Folders that cannot be read or hold no modality or two files for one, and names that stand twice; sorted by name.
    public let failures: [Failure]

    /// What a directory is named that is itself the one case.
    public enum Naming: Sendable {
        /// As the directory.
        case folder
        /// What all its files' names begin with, if they agree: for a directory whose own name says nothing, such as `/data`.
        case files
    }

    /// - Parameter excluded: A folder that is not looked into, such as one for results.
    /// - Throws: `fileAbsent` or `cannotRead` for the directory itself; `noCases` if there is neither a case nor a failure.
    public init(_ directory: String, aliases: ModalityAliases = .standard, naming: Naming = .folder, excluding excluded: String? = nil) throws(ImagingError) {
        var (found, failures) = ([CaseFolder](), [Failure]())
        let top = try FolderTree.folder(directory).without(excluded)
        CaseSearch.search(top, aliases, levels: 4, excluded, &found, &failures)
        if naming == .files, found.count == 1, found[0].path == directory { found = [found[0].namedByFiles(aliases)] }
        // A name also counts as taken by a case that cannot be used: nobody can tell which of the two a mask would be for. An empty folder takes
        // nobody's.
        let byName = Dictionary(grouping: found, by: \.name)
        failures.removeAll { byName[$0.name] != nil && FolderTree.isEmpty($0.path) }
        let failed = Dictionary(grouping: failures, by: \.name)
        let unique = byName.filter { name, same in same.count == 1 && failed[name] == nil }
        for (name, same) in byName where unique[name] == nil {
            let folders = (same.map(\.path) + (failed[name] ?? []).map(\.path)).sorted()
            failures.append(Failure(name: name, path: folders[0], error: .caseTwice(name: name, folders: folders)))
        }
        guard !found.isEmpty || !failures.isEmpty else { throw .noCases(directory: directory) }
        cases = unique.values.flatMap(\.self).sorted { $0.name < $1.name }
        self.failures = failures.sorted { ($0.name, "\($0.error)") < ($1.name, "\($1.error)") }
    }

    /// Folders of a BIDS data set that hold no subject.
    private static let apart: Set<String> = ["derivatives", "sourcedata", "code"]

    private static func search(_ folder: FolderTree.Folder, _ aliases: ModalityAliases, levels: Int, _ excluded: String?,
                               _ found: inout [CaseFolder], _ failures: inout [Failure]) {
        do throws(ImagingError) {
            let own = try CaseFolder.cases(in: folder, aliases)
            found += own.cases
            failures += own.failures
            guard own.cases.isEmpty, own.failures.isEmpty else { return }
        } catch { return failures.append(Failure(folder.path, error)) }
        let isSubject = isBIDS(folder)
        let below = isSubject ? folder.folders.filter { name(of: $0) == "anat" || name(of: $0).hasPrefix("ses-") } : folder.folders
        if below.isEmpty, isSubject || folder.folders.isEmpty, folder.isCaseLike {
            failures.append(Failure(folder.path, .caseWithoutImages(folder: folder.path)))
        }
        let hasSubjects = below.contains { name(of: $0).hasPrefix("sub-") }
        for path in below where levels > 0 && !(hasSubjects && apart.contains(name(of: path))) {
            do throws(ImagingError) { try search(FolderTree.folder(path).without(excluded), aliases, levels: levels - 1, excluded, &found, &failures) } catch {
                failures.append(Failure(path, error))
            }
        }
    }

    /// A BIDS subject or session, of which only `anat` matters.
    private static func isBIDS(_ folder: FolderTree.Folder) -> Bool { ["sub-", "ses-"].contains { name(of: folder.path).hasPrefix($0) } }

    private static func name(of path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent }
}

extension CaseSearch.Failure {
    fileprivate init(_ path: String, _ error: ImagingError) { self.init(name: CaseFolder.caseName(of: path), path: path, error: error) }
}

extension FolderTree.Folder {
    /// Holds nothing at all, or images of which none is named as a modality; a folder of other files is no case.
    fileprivate var isCaseLike: Bool { files.isEmpty || files.contains(where: ModalityAliases.isImage) }

    /// The folder without one of those in it.
    fileprivate func without(_ excluded: String?) -> FolderTree.Folder {
        guard let excluded else { return self }
        let other = PathPlace.of(excluded)
        return FolderTree.Folder(path: path, files: files, folders: folders.filter { PathPlace.of($0) != other })
    }
}
