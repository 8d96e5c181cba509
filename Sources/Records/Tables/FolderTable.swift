import Foundation

/// Folders of files as a table: files of one name, but for the ending, are one record, whose key is that name.
final class FolderTable: TableSource {
    let path: String
    let columns: [String]
    let folder = ""
    private let names: [String]
    /// The paths of each folder's files by name.
    private let files: [[String: String]]
    private var position = 0

    /// - Parameters:
    ///   - folders: The column, folder and kind of each modality of files.
    ///   - key: The key's column.
    /// - Throws: `fileAbsent`, `noFiles` or `fileTwice`.
    init(_ folders: [(column: String, path: String, kind: SignalKind)], key: String) throws(RecordsError) {
        path = folders[0].path
        columns = [key] + folders.map(\.column)
        var files: [[String: String]] = []
        for folder in folders { files.append(try FolderTable.files(of: folder.path, ending: folder.kind.ending)) }
        self.files = files
        names = Set(files.flatMap(\.keys)).sorted()
    }

    func next(_ limit: Int) throws(RecordsError) -> TableBlock? {
        guard position < names.count else { return nil }
        let range = position..<min(position + limit, names.count)
        position = range.upperBound
        var block = ValueBlock(path: path, columns: columns, firstRow: range.lowerBound + 1, cells: [])
        for name in names[range] { block.cells += [.text(name)] + files.map { $0[name].map(ValueBlock.Cell.text) ?? .missing } }
        return TableBlock(firstRow: block.firstRow, parts: [.values(block)])
    }

    private static func files(of folder: String, ending: String) throws(RecordsError) -> [String: String] {
        guard let found = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw access(folder, F_OK) == 0 ? .cannotRead(path: folder, reason: "it is no folder that you may read") : .fileAbsent(path: folder)
        }
        var files: [String: String] = [:]
        for file in found.sorted() where !file.hasPrefix(".") && file.lowercased().hasSuffix(ending) {
            let name = String(file.dropLast(ending.count))
            guard files.updateValue("\(folder)/\(file)", forKey: name) == nil else { throw .fileTwice(path: folder, name: name) }
        }
        guard !files.isEmpty else { throw .noFiles(path: folder, ending: ending) }
        return files
    }
}
