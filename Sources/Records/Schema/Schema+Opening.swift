extension Schema {
    /// Opens the files that the schema names, as one table.
    ///
    /// - Parameter folder: What their paths are relative to.
    package func openFiles(in folder: String) throws(RecordsError) -> any TableSource {
        precondition(!files.isEmpty, "the schema names no files")
        var tables: [(name: String, source: CSVFile)] = []
        for file in files {
            let path = file.path.hasPrefix("/") ? file.path : "\(folder)/\(file.path)"
            tables.append((file.name, try CSVFile(path, hasHeader: file.header)))
        }
        if join == .key, let key { return try KeyJoin(tables, key: key) }
        return RowJoin(tables)
    }

    /// The schema with every `*` replaced by the columns of a table that it stands for.
    ///
    /// - Throws: `unknownColumn` for a pattern that no column fits.
    package func expanded(for table: any TableSource) throws(RecordsError) -> Schema {
        var schema = self
        for index in modalities.indices {
            schema.modalities[index].numeric = try expand(modalities[index].numeric, table, modalities[index].name)
            schema.modalities[index].categorical = try expand(modalities[index].categorical, table, modalities[index].name)
            schema.modalities[index].genotype = try expand(modalities[index].genotype, table, modalities[index].name)
        }
        if let fault = schema.fault { throw .badSchema(path: table.path, reason: fault) }
        return schema
    }

    private func expand(_ names: [String], _ table: any TableSource, _ modality: String) throws(RecordsError) -> [String] {
        let joinedKeys = join == .key ? files.map { "\($0.name).\(key ?? "")" } : []
        let named = modalities.flatMap(\.columns).filter { !$0.hasSuffix("*") }
        let others = Set([key, label].compactMap { $0 } + ignored + joinedKeys + named)
        var columns: [String] = []
        for name in names {
            guard name.hasSuffix("*") else {
                columns.append(name)
                continue
            }
            let found = table.columns.filter { $0.hasPrefix(name.dropLast()) && !others.contains($0) }
            guard !found.isEmpty else { throw .unknownColumn(path: table.path, name: name, role: "part of the modality \(modality)") }
            columns += found
        }
        return columns
    }

    /// The schema with the classes that the rest of a table holds, in the order of numbers or of the alphabet, where it names none.
    package func withClasses(of table: any TableSource) throws(RecordsError) -> Schema {
        guard classes.isEmpty, let label else { return self }
        guard let column = table.columns.firstIndex(of: label) else { throw .unknownColumn(path: table.path, name: label, role: "the label") }
        var schema = self
        schema.classes = Schema.classes(try Schema.texts(of: column, in: table), missing: missing)
        guard schema.classes.count > 1 else { throw .badSchema(path: table.path, reason: "the label \"\(label)\" has fewer than two classes") }
        return schema
    }

    /// The different texts of a column in the rest of a table.
    static func texts(of column: Int, in table: any TableSource) throws(RecordsError) -> Set<String> {
        var found: Set<String> = []
        while let block = try table.next(1024) {
            for row in 0..<block.count { found.insert(try block.text(row, column)) }
        }
        return found
    }

    static func classes(_ texts: Set<String>, missing: [String]) -> [String] {
        let names = Set(texts.filter { !$0.isEmpty && !missing.contains($0) }.map(CategoryText.canonical))
        return names.sorted { first, second in
            guard let a = NumberScanner.number(first), let b = NumberScanner.number(second) else { return first < second }
            return a < b
        }
    }
}
