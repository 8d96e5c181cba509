extension TableBlock {
    /// A row's cells as text, empty where a value is missing.
    func texts(_ row: Int) throws(RecordsError) -> [String] {
        var texts: [String] = []
        for part in parts {
            switch part {
            case .text(let block): do { texts += try block.cells(of: row) } catch { throw .row(error) }
            case .values(let block): texts += block.columns.indices.map { block.text(row, $0) }
            }
        }
        return texts
    }

    /// One cell as text.
    func text(_ row: Int, _ column: Int) throws(RecordsError) -> String {
        if case .values(let block) = parts[0], column < block.columns.count { return block.text(row, column) }
        return try texts(row)[column]
    }
}

extension ValueBlock {
    /// A cell as text, empty where it holds none.
    func text(_ row: Int, _ column: Int) -> String {
        switch cells[row * columns.count + column] {
        case .missing, .binary: ""
        case .number(let number): CategoryText.canonical(number)
        case .text(let text): text
        }
    }

    /// The error of a row, at a column counted from 0.
    func fault(_ problem: RowError.Problem, _ row: Int, column: Int?) -> RowError {
        RowError(path: path, line: firstRow + row, column: column.map { .init(name: columns[$0], number: $0 + 1) }, problem: problem)
    }
}
