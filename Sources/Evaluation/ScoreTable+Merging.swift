extension ScoreTable {
    /// Why the text of a file is no part of a table.
    public enum MergeFault: Error, Sendable, Equatable {
        /// Its first line is no evaluator's, or another one's than that of the files before.
        case columns
        /// A line has another number of fields, or one that is no number; lines count from 1.
        case line(Int)
        /// A case has other scores in a file before.
        case twice(String)
    }

    /// The table of which each text, as `csv` gives it, holds some rows: the summary rows are those of all cases.
    ///
    /// - Throws: A `MergeFault` with the index of the text that has it.
    public init(merging texts: [String]) throws(MergeFailure) {
        var (layout, rows, notes) = (Layout?.none, [String: [Double]](), [String]())
        for (index, text) in texts.enumerated() {
            do throws(MergeFault) {
                let part = try ScoreTable(parsing: text)
                guard layout ?? part.layout == part.layout else { throw .columns }
                layout = part.layout
                for (name, values) in part.rows where rows.updateValue(values, forKey: name).map({ $0 != values }) ?? false { throw .twice(name) }
                notes += part.notes.filter { !notes.contains($0) }
            } catch { throw MergeFailure(index: index, fault: error) }
        }
        guard let layout else { throw MergeFailure(index: 0, fault: .columns) }
        self.init(layout, values: rows.map { ($0.key, $0.value) })
        // A case that one part could not score and another did has scores.
        self.notes = notes.filter { note in !(note.hasPrefix(ScoreTable.notScored) && rows[String(note.dropFirst(ScoreTable.notScored.count))] != nil) }.sorted()
    }

    /// A fault and the text that has it.
    public struct MergeFailure: Error, Sendable, Equatable {
        public let index: Int
        public let fault: MergeFault

        public init(index: Int, fault: MergeFault) { (self.index, self.fault) = (index, fault) }
    }

    /// Reads what `csv` has written; summaries and rules follow from the rest and are passed over.
    private init(parsing text: String) throws(MergeFault) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(ScoreTable.fields)
        guard let header = lines.first, let layout = Layout.allCases.first(where: { ScoreTable.header($0) == header }) else { throw .columns }
        var (rows, notes) = ([(name: String, values: [Double])](), [String]())
        let summaries = Set(ScoreTable(layout, values: []).summaries.map(\.name)), rules = Set(ScoreTable(layout, values: []).rules)
        for (number, fields) in lines.enumerated().dropFirst() where fields != [""] {
            if let note = fields.first, note.hasPrefix("# ") {
                let text = String(note.dropFirst(2))
                if fields.count == 1, !rules.contains(text) { notes.append(text) }
                continue
            }
            let values = fields.dropFirst().compactMap { Double($0) }
            guard values.count == header.count - 1, fields.count == header.count else { throw .line(number + 1) }
            if !summaries.contains(fields[0]) { rows.append((fields[0], values)) }
        }
        self.init(layout, values: rows)
        self.notes = notes
    }

    /// The fields of a line; one in quotation marks may hold commas, and a doubled mark in it is one.
    private static func fields(_ line: Substring) -> [String] {
        var (fields, isQuoted) = ([""], false)
        var rest = line[...]
        while let character = rest.popFirst() {
            switch (character, isQuoted) {
            case ("\"", true) where rest.first == "\"": fields[fields.count - 1].append(rest.removeFirst())
            case ("\"", _): isQuoted.toggle()
            case (",", false): fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}
