/// Turns blocks of a table into records, as a schema says. Any number of threads may use one parser.
package struct RecordParser: Sendable {
    package let schema: Schema
    package let layout: RecordLayout
    /// What becomes of each of the table's columns.
    let targets: [Target]
    let columns: [String]
    let path: String
    let classes: [String: Int]
    let missing: [[UInt8]]
    let labels: Labels
    let signals: SignalFiles

    /// Whether the label column is read.
    package enum Labels: Sendable { case required, ignored }

    struct Target: Sendable {
        var kind: Kind
        /// The column's place among the numbers or the texts.
        var slot = 0
        /// What a file is that a cell names.
        var signal: SignalKind?

        enum Kind: Sendable { case ignored, number, category, genotype, key, label, signal }
    }

    /// - Parameters:
    ///   - schema: Without `*`, and with its classes if labels are required.
    ///   - labels: Required for training and evaluation, ignored for prediction.
    /// - Throws: `unknownColumn` if the table lacks a column. Without labels a modality may be lacking as a whole: it is absent in all records.
    package init(_ schema: Schema, for table: any TableSource, labels: Labels) throws(RecordsError) {
        precondition(labels == .ignored || schema.label == nil || schema.classes.count > 1, "labels are read and the schema has no classes")
        (self.schema, self.labels, columns, path) = (schema, labels, table.columns, table.path)
        layout = RecordLayout(schema)
        missing = schema.missing.map { Array($0.utf8) }
        signals = SignalFiles(folder: table.folder)
        classes = Dictionary(schema.classes.enumerated().map { (CategoryText.canonical($1), $0) }) { first, _ in first }
        targets = try RecordParser.targets(schema, layout, table, labels)
    }

    private static func targets(
        _ schema: Schema, _ layout: RecordLayout, _ table: any TableSource, _ labels: Labels
    ) throws(RecordsError) -> [Target] {
        let places = Dictionary(table.columns.enumerated().map { ($1, $0) }) { first, _ in first }
        var targets = Array(repeating: Target(kind: .ignored), count: table.columns.count)
        func assign(_ name: String, _ target: Target, role: String) throws(RecordsError) {
            guard let place = places[name] else { throw .unknownColumn(path: table.path, name: name, role: role) }
            targets[place] = target
        }
        if let key = schema.key { try assign(key, Target(kind: .key), role: "the key") }
        if labels == .required {
            guard let label = schema.label else { throw .noLabel(path: table.path, isGuessed: false) }
            try assign(label, Target(kind: .label), role: "the label")
        }
        let present = schema.modalities.map { labels == .required || $0.columns.contains { places[$0] != nil } }
        guard present.contains(true) else { throw .noModality(path: table.path) }
        for (index, modality) in schema.modalities.enumerated() where present[index] {
            for (name, target) in zip(modality.columns, layout.modalities[index].targets) {
                try assign(name, target, role: "part of the modality \(modality.name)")
            }
        }
        return targets
    }

    /// The records of a block, without the rows that are wrong.
    package func parse(_ block: TableBlock) -> RecordBatch {
        var (batch, faults, start) = (emptyBatch(for: block), [Int: RowError](), 0)
        for part in block.parts {
            switch part {
            case .text(let text):
                if start == 0 { batch.lines = text.lines }
                parse(text, start, into: &batch, &faults)
                start += text.columns.count
            case .values(let values):
                if start == 0 { batch.lines = Array(values.firstRow..<values.firstRow + values.count) }
                parse(values, start, into: &batch, &faults)
                start += values.columns.count
            }
        }
        check(&batch, &faults)
        batch.remove(faults)
        return batch
    }

    /// As many records as a block has rows, with nothing in them.
    private func emptyBatch(for block: TableBlock) -> RecordBatch {
        var batch = RecordBatch(layout)
        batch.keys = schema.key == nil ? (0..<block.count).map { String(block.firstRow + $0) } : Array(repeating: "", count: block.count)
        batch.labels = labels == .required ? Array(repeating: -1, count: block.count) : []
        batch.numbers = Array(repeating: .nan, count: block.count * layout.numbers.count)
        batch.texts = Array(repeating: "", count: block.count * layout.texts.count)
        return batch
    }

    /// Refuses rows without a key, a label or any value.
    private func check(_ batch: inout RecordBatch, _ faults: inout [Int: RowError]) {
        let (width, textWidth) = (layout.numbers.count, layout.texts.count)
        for row in 0..<batch.count where faults[row] == nil {
            if batch.keys[row].isEmpty { faults[row] = fault(.noKey, batch.lines[row], column: schema.key) }
            if labels == .required, batch.labels[row] < 0 { faults[row] = fault(.noLabel, batch.lines[row], column: schema.label) }
            let hasNumber = batch.numbers[row * width..<(row + 1) * width].contains { !$0.isNaN }
            if !hasNumber, !batch.texts[row * textWidth..<(row + 1) * textWidth].contains(where: { !$0.isEmpty }) {
                faults[row] = fault(.nothingPresent, batch.lines[row], column: nil)
            }
        }
    }

    /// The error of a row as a whole, or of its key or label.
    func fault(_ problem: RowError.Problem, _ line: Int, column: String?) -> RowError {
        let place = column.flatMap { name in columns.firstIndex(of: name).map { RowError.Column(name: name, number: $0 + 1) } }
        return RowError(path: path, line: line, column: place, problem: problem)
    }
}
