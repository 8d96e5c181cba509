import Foundation

/// The segmentations of many cases in a directory, one file each, told apart by their names.
///
/// A case's name is that of its file without `_seg`, `-seg`, `_dseg` and the extension; for a file that has no other name (`OTMultiClass.nii.gz`) that
/// of its folder. Where a folder holds files that are named as segmentations, the others in it are no masks.
public struct MaskFolder: Sendable {
    /// Case → the files of that name, sorted; more than one where a name stands twice.
    public let files: [String: [String]]
    /// Folders below that may not be listed.
    public let unreadable: [ImagingError]

    /// Looks at a directory and what is below it.
    ///
    /// - Throws: `fileAbsent` or `cannotRead` for the directory itself, and `noMasks` where it holds none.
    public init(_ directory: String) throws(ImagingError) {
        let tree = try FolderTree(directory)
        var files: [String: [String]] = [:]
        for folder in tree.folders {
            let named = folder.files.filter { ModalityAliases.standard.role(ofFile: $0) == .segmentation }
            for file in named.isEmpty ? folder.files.filter(ModalityAliases.standard.isUnnamedImage) : named {
                files[MaskFolder.caseName(of: file), default: []].append(file)
            }
        }
        guard !files.isEmpty else { throw .noMasks(directory: directory) }
        (self.files, unreadable) = (files, tree.unreadable)
    }

    private static func caseName(of path: String) -> String {
        let url = URL(fileURLWithPath: path)
        let stem = ModalityAliases.withoutExtension(url.lastPathComponent)
        let name = stem.replacing(/[-_. ]?(dseg|seg|otmulticlass)$/.ignoresCase(), with: "")
        return name.isEmpty ? url.deletingLastPathComponent().lastPathComponent : String(name)
    }
}
