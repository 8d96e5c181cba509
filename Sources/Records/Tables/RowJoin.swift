/// Tables side by side, row by row: the columns of each as `table.column`.
final class RowJoin: TableSource {
    let columns: [String]
    var path: String { tables[0].path }
    private let tables: [any TableSource]
    private var row = 1

    /// - Parameter tables: Two or more, each with the name that goes before its columns'.
    init(_ tables: [(name: String, source: any TableSource)]) {
        self.tables = tables.map(\.source)
        columns = tables.flatMap { name, source in source.columns.map { "\(name).\($0)" } }
    }

    func next(_ limit: Int) throws(RecordsError) -> TableBlock? {
        var joined: [TableBlock.Part] = []
        let first = try tables[0].next(limit)
        for table in tables {
            let block = table === tables[0] ? first : try table.next(limit)
            guard block?.count == first?.count else {
                throw .unevenTables(first: path, second: table.path, line: row + min(block?.count ?? 0, first?.count ?? 0))
            }
            joined += block?.parts ?? []
        }
        guard let first else { return nil }
        defer { row += first.count }
        return TableBlock(firstRow: row, parts: joined)
    }
}
