import Foundation

/// The folders below a directory, itself first, and what lies in each; what is hidden is left out.
struct FolderTree {
    struct Folder {
        let path: String
        /// Paths of files and folders directly inside, sorted.
        let files, folders: [String]
    }

    /// How far below a directory is looked: DATA/HGG/CASE/ses-1/anat; a limit for links that lead upwards.
    private static let depth = 4

    let folders: [Folder]
    /// Folders below that may not be listed.
    let unreadable: [ImagingError]

    /// - Throws: `fileAbsent` or `cannotRead` for the directory itself.
    init(_ directory: String) throws(ImagingError) {
        let top = try FolderTree.folder(directory)
        var (found, failures) = ([top], [ImagingError]())
        func descend(_ folder: Folder, _ levels: Int) {
            for path in folder.folders where levels > 0 {
                do throws(ImagingError) {
                    let below = try FolderTree.folder(path)
                    found.append(below)
                    descend(below, levels - 1)
                } catch { failures.append(error) }
            }
        }
        descend(top, FolderTree.depth)
        (folders, unreadable) = (found, failures)
    }

    /// What lies directly in one directory.
    static func folder(_ directory: String) throws(ImagingError) -> Folder {
        guard ZippedFile.exists(directory) else { throw .fileAbsent(path: directory) }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw .cannotRead(path: directory, reason: "it is no directory, or may not be listed")
        }
        let paths = names.filter { !$0.hasPrefix(".") }.sorted().map { (directory as NSString).appendingPathComponent($0) }
        return Folder(path: directory, files: paths.filter { !isDirectory($0) }, folders: paths.filter(isDirectory))
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
