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
    ///
    /// A folder that is named as an image and holds one, as some archives have it, counts as that image. What a Mac adds to an archive, and links to
    /// a folder that the directory lies in, count as nothing.
    ///
    /// - Throws: `fileAbsent` or `cannotRead`.
    static func folder(_ directory: String) throws(ImagingError) -> Folder {
        guard ZippedFile.exists(directory) else { throw .fileAbsent(path: directory) }
        var (files, folders) = ([String](), [String]())
        for path in try paths(in: directory) {
            if !isDirectory(path), !isMisspelt(path) {
                files.append(path)
            } else if let image = imageAlone(in: path) {
                files.append(image)
            } else if !path.hasSuffix("/__MACOSX"), !leadsUpwards(path) {
                folders.append(path)
            }
        }
        return Folder(path: directory, files: files.sorted(), folders: folders)
    }

    /// The image in a folder that is named as one and holds no other.
    private static func imageAlone(in path: String) -> String? {
        guard ModalityAliases.isImage(path), let images = try? paths(in: path).filter({ ModalityAliases.isImage($0) && !isDirectory($0) }) else { return nil }
        return images.count == 1 ? images[0] : nil
    }

    /// Whether nothing lies in a directory that may be listed.
    static func isEmpty(_ directory: String) -> Bool { (try? paths(in: directory))?.isEmpty == true }

    /// What is not hidden, sorted.
    private static func paths(in directory: String) throws(ImagingError) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw .cannotRead(path: directory, reason: "it is no directory, or may not be listed")
        }
        return names.filter { !$0.hasPrefix(".") }.sorted().map { (directory as NSString).appendingPathComponent($0) }
    }

    /// Whether it is a folder whose name is not UTF-8, of which Foundation can tell nothing. To look into it fails, and so it is named.
    private static func isMisspelt(_ path: String) -> Bool {
        guard path.contains("\u{FFFD}"), !ZippedFile.exists(path), let stream = opendir((path as NSString).deletingLastPathComponent) else { return false }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let isIt = withUnsafeBytes(of: &entry.pointee.d_name) { String(cString: $0.baseAddress!.assumingMemoryBound(to: CChar.self)) } == (path as NSString).lastPathComponent
            if isIt { return entry.pointee.d_type == DT_DIR }
        }
        return false
    }

    private static func leadsUpwards(_ path: String) -> Bool {
        guard (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil else { return false }
        func components(_ path: String) -> [String] { URL(fileURLWithPath: path).resolvingSymlinksInPath().pathComponents }
        return components((path as NSString).deletingLastPathComponent).starts(with: components(path))
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
