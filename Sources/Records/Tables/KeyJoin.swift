/// CSV files side by side, joined by a key that each has as a column; a record that a file lacks has only missing cells there.
///
/// The columns are the key, then those of each file as `file.column`. The records come in the order in which their keys
/// are met, file by file. The files are held in memory.
final class KeyJoin: TableSource {
    let path: String
    let columns: [String]
    private let key: String
    private let files: [File]
    private let keys: [String]
    private var position = 0

    /// One file's blocks, and where each key's record is.
    private struct File {
        var source: any TableSource
        var blocks: [TextBlock] = []
        var places: [String: (block: Int, record: Int)] = [:]
    }

    init(_ tables: [(name: String, source: CSVFile)], key: String) throws(RecordsError) {
        (path, self.key) = (tables[0].source.path, key)
        columns = [key] + tables.flatMap { name, source in source.columns.map { "\(name).\($0)" } }
        var files: [File] = [], keys: [String] = [], known: Set<String> = []
        for (_, source) in tables {
            let file = try KeyJoin.read(source, key: key) { if known.insert($0).inserted { keys.append($0) } }
            files.append(file)
        }
        (self.files, self.keys) = (files, keys)
    }

    func next(_ limit: Int) throws(RecordsError) -> TableBlock? {
        guard position < keys.count else { return nil }
        let range = position..<min(position + limit, keys.count)
        position = range.upperBound
        var keyBlock = ValueBlock(path: path, columns: [key], firstRow: range.lowerBound + 1, cells: [])
        keyBlock.cells = keys[range].map(ValueBlock.Cell.text)
        return TableBlock(firstRow: keyBlock.firstRow, parts: [.values(keyBlock)] + files.map { .text(KeyJoin.block($0, keys[range])) })
    }

    /// The records of some keys in one file.
    private static func block(_ file: File, _ keys: ArraySlice<String>) -> TextBlock {
        let any = file.blocks[0]
        var block = TextBlock(path: any.path, columns: any.columns, separator: any.separator)
        for key in keys {
            let place = file.places[key]
            block.append(place?.record, of: place.map { file.blocks[$0.block] } ?? any)
        }
        return block
    }

    private static func read(_ source: CSVFile, key: String, found: (String) -> Void) throws(RecordsError) -> File {
        guard let column = source.columns.firstIndex(of: key) else { throw .unknownColumn(path: source.path, name: key, role: "the key") }
        var file = File(source: source)
        while let next = try source.next(1024), case .text(let block) = next.parts[0] {
            for record in 0..<block.count {
                let key: String
                do { key = try block.cells(of: record)[column] } catch { throw .row(error) }
                guard !key.isEmpty else { throw .row(block.fault(.noKey, record, column: column)) }
                guard file.places.updateValue((file.blocks.count, record), forKey: key) == nil else {
                    throw .row(block.fault(.duplicateKey, record, column: column))
                }
                found(key)
            }
            file.blocks.append(block)
        }
        guard !file.blocks.isEmpty else { throw .emptyTable(path: source.path) }
        return file
    }
}
