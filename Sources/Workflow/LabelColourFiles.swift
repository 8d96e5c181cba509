import Files
import Foundation
import Imaging

/// The files from which ITK-SNAP and 3D Slicer take the names and colours of labels.
public enum LabelColourFiles {
    /// Writes both into a folder that exists, both or none.
    ///
    /// - Returns: Their paths.
    /// - Throws: `FileError`.
    @discardableResult
    public static func write(_ scheme: LabelScheme, to folder: String, overwrite: Bool) throws(FileError) -> [String] {
        let table = LabelColourTable(scheme), batch = FileBatch(overwrite: overwrite)
        let files = [("itk-snap-labels.txt", table.itkSnap), ("slicer-colors.ctbl", table.slicer)].map { name, text in
            (path: URL(fileURLWithPath: folder).appendingPathComponent(name).path, text: text)
        }
        for file in files { try batch.add(file.path) { draft throws(FileError) in try draft.append(Array(file.text.utf8)) } }
        try batch.publish()
        return files.map(\.path)
    }
}
