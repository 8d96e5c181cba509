extension TableLocation {
    /// Where a table that need not exist yet is to be written: `FILE`, or `FILE:table`.
    package init(output text: String) {
        let division = TableLocation.divisions(of: text).first { TableLocation.isDatabaseName($0.path) }
        self.init(path: String(division?.path ?? text[...]), table: division.map { String($0.table) })
    }

    /// Whether a table is written to a database: by its name, .sqlite, .sqlite3 or .db.
    package var isDatabase: Bool { table != nil || TableLocation.isDatabaseName(path[...]) }

    /// Whether a table is written as JSON: by its name.
    package var isJSON: Bool { table == nil && path.lowercased().hasSuffix(".json") }

    private static func isDatabaseName(_ path: Substring) -> Bool { [".sqlite", ".sqlite3", ".db"].contains(where: path.lowercased().hasSuffix) }
}
