extension RecordParser {
    /// Parses a database's values, whose columns are the table's from `start` on.
    func parse(_ block: ValueBlock, _ start: Int, into batch: inout RecordBatch, _ faults: inout [Int: RowError]) {
        let width = block.columns.count
        for row in 0..<block.count where faults[row] == nil {
            for column in 0..<width {
                do throws(RowError.Problem) {
                    try set(targets[start + column], to: block.cells[row * width + column], row, &batch)
                } catch {
                    faults[row] = block.fault(error, row, column: column)
                    break
                }
            }
        }
    }

    private func set(_ target: Target, to cell: ValueBlock.Cell, _ row: Int, _ batch: inout RecordBatch) throws(RowError.Problem) {
        switch (target.kind, cell) {
        case (.ignored, _), (_, .missing): return
        case (_, .binary): throw .binary
        case (.number, .number(let number)):
            let value = Float(number)
            guard value.isFinite else { throw .notANumber }
            batch.numbers[row * layout.numbers.count + target.slot] = value
        case (.number, .text(let text)):
            guard !text.isEmpty, !schema.missing.contains(text) else { return }
            guard let value = NumberScanner.number(text) else { throw .notANumber }
            batch.numbers[row * layout.numbers.count + target.slot] = value
        case (.signal, .number): throw .notAPath
        case (.signal, .text(let text)):
            try batch.numbers.withUnsafeMutableBufferPointer { numbers throws(RowError.Problem) in
                try place(target, text, in: numbers.baseAddress! + row * layout.numbers.count)
            }
        case (_, .number(let number)): try set(target, to: CategoryText.canonical(number), row, &batch)
        case (_, .text(let text)): try set(target, to: text, row, &batch)
        }
    }
}
