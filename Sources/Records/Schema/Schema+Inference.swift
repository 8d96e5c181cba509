extension Schema {
    /// A guess at the schema of a table, to be edited: kinds from its first 2,000 rows, classes from all.
    ///
    /// The key is the first column whose name or text says so and whose values differ, or nearly all of whose do; others of such a name are
    /// ignored. The label is found by its name. Columns named
    /// `modality.column` make modalities; of the others genotypes make `genetic` and the rest `records`. Free text and empty columns are ignored.
    /// Where columns hold paths of pictures or sounds, each of these is a modality, and what else there is is ignored.
    package static func inferred(from table: any TableSource) throws(RecordsError) -> Schema {
        var schema = Schema()
        let columns = try schema.summaries(of: table)
        if let label = columns.firstIndex(where: \.isLabel) {
            schema.label = columns[label].name
            schema.classes = classes(try texts(of: label, in: table).union(columns[label].distinct), missing: schema.missing)
        }
        let others = columns.filter { $0.name != schema.label }
        schema.key = (others.first { $0.isNamedAsKey && ($0.isKey || $0.isFaultyKey) } ?? others.first(where: \.isKey))?.name
        schema.assign(columns.filter { $0.name != schema.key && $0.name != schema.label })
        return schema
    }

    private func summaries(of table: any TableSource) throws(RecordsError) -> [ColumnSummary] {
        var (columns, rows) = (table.columns.map(ColumnSummary.init(name:)), 0)
        while rows < 2000, let block = try table.next(1000) {
            for row in 0..<block.count {
                for (index, text) in try block.texts(row).enumerated() { columns[index].add(text, isMissing: text.isEmpty || missing.contains(text)) }
            }
            rows += block.count
        }
        guard rows > 0 else { throw .emptyTable(path: table.path) }
        return columns
    }

    private mutating func assign(_ columns: [ColumnSummary]) {
        let files = columns.filter { $0.kind == .picture || $0.kind == .sound }
        guard files.isEmpty else { return assign(files: files, others: columns.filter { $0.kind != .picture && $0.kind != .sound }) }
        func isLeftOut(_ column: ColumnSummary) -> Bool { column.isIdentifier || column.kind == .empty || column.kind == .freeText }
        ignored = columns.filter(isLeftOut).map(\.name)
        let used = columns.filter { !isLeftOut($0) }, prefixes = used.compactMap { Schema.prefix($0.name) }
        let counts = Dictionary(prefixes.map { ($0, 1) }, uniquingKeysWith: +)
        // A point in some names says little: body.mass beside age is no modality.
        let areAll = prefixes.count == used.count && counts.count <= 8
        for column in used {
            let prefix = Schema.prefix(column.name).flatMap { areAll || counts[$0]! > 1 ? $0 : nil }
            add(column, to: prefix ?? (column.kind == .genotype ? "genetic" : "records"))
        }
    }

    private mutating func assign(files: [ColumnSummary], others: [ColumnSummary]) {
        modalities = files.map { column in
            var modality = Modality(name: Schema.modalityName(column.name))
            if column.kind == .picture { modality.picture = column.name } else { (modality.sound, modality.features) = (column.name, .full) }
            return modality
        }
        ignored = others.map(\.name)
    }

    private mutating func add(_ column: ColumnSummary, to name: String) {
        let index = modalities.firstIndex { $0.name.lowercased() == name.lowercased() } ?? modalities.endIndex
        if index == modalities.endIndex { modalities.append(Modality(name: name)) }
        switch column.kind {
        case .numeric: modalities[index].numeric.append(column.name)
        case .categorical: modalities[index].categorical.append(column.name)
        case .genotype: modalities[index].genotype.append(column.name)
        case .picture, .sound, .empty, .freeText: break
        }
    }

    /// What stands before the first point, as a modality may be named.
    private static func prefix(_ name: String) -> String? {
        let prefix = name.firstIndex(of: ".").map { modalityName(String(name[..<$0])) }
        return prefix?.isEmpty == true ? nil : prefix
    }

    /// A column's name, or a part of it, as a modality may be named in a model file.
    private static func modalityName(_ text: String) -> String {
        var name = String(text.withoutBlanks.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "_" })
        while name.utf8.count > 64 { name.removeLast() }
        return name
    }
}
