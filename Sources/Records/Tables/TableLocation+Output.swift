extension TableLocation {
    /// Where a table that need not exist yet is to be written: `FILE`, or `FILE:table`.
    package init(output text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 1, let name = parts.last, !name.isEmpty, !name.contains("/"),
              TableLocation.isDatabaseName(text.dropLast(name.utf8.count + 1)) else {
            self.init(path: text)
            return
        }
        self.init(path: String(text.dropLast(name.utf8.count + 1)), table: String(name))
    }

    /// Whether a table is written to a database: by its name, .sqlite, .sqlite3 or .db.
    package var isDatabase: Bool { table != nil || TableLocation.isDatabaseName(path[...]) }

    /// Whether a table is written as JSON: by its name.
    package var isJSON: Bool { table == nil && path.lowercased().hasSuffix(".json") }

    private static func isDatabaseName(_ path: Substring) -> Bool { [".sqlite", ".sqlite3", ".db"].contains(where: path.lowercased().hasSuffix) }
}
