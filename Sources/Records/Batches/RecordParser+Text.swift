extension RecordParser {
    /// Parses delimited text, whose columns are the table's from `start` on.
    func parse(_ block: TextBlock, _ start: Int, into batch: inout RecordBatch, _ faults: inout [Int: RowError]) {
        let targets = self.targets[start..<start + block.columns.count]
        let width = layout.numbers.count
        // Taken out, so that numbers can be written through a pointer while texts are set in the batch.
        var numbers = batch.numbers
        batch.numbers = []
        numbers.withUnsafeMutableBufferPointer { numbers in
            block.bytes.withUnsafeBufferPointer { bytes in
                for row in 0..<block.count where !block.records[row].isEmpty && faults[row] == nil {
                    let scanner = CellScanner(bytes.baseAddress!, block.records[row], block.separator)
                    let values = numbers.baseAddress.map { $0 + row * width }
                    if let (problem, column) = parse(scanner, targets, values, row, &batch) {
                        faults[row] = block.fault(problem, row, column: column)
                    }
                }
            }
        }
        batch.numbers = numbers
    }

    /// Parses one record; what is wrong with it and in which column, if anything is.
    private func parse(
        _ start: CellScanner, _ targets: ArraySlice<Target>, _ numbers: UnsafeMutablePointer<Float>?, _ row: Int, _ batch: inout RecordBatch
    ) -> (RowError.Problem, column: Int?)? {
        var (scanner, column) = (start, 0)
        do throws(RowError.Problem) {
            repeat {
                guard column < targets.count else { return (RecordParser.tooLong(&scanner, column, expected: targets.count), nil) }
                try read(targets[targets.startIndex + column], &scanner, numbers, row, &batch)
                column += 1
            } while scanner.hasMore
        } catch { return (error, column) }
        return column == targets.count ? nil : (.ragged(found: column, expected: targets.count), nil)
    }

    /// Reads the next cell to where its column's values go.
    @inline(__always) private func read(
        _ target: Target, _ scanner: inout CellScanner, _ numbers: UnsafeMutablePointer<Float>?, _ row: Int, _ batch: inout RecordBatch
    ) throws(RowError.Problem) {
        guard target.kind == .number else {
            let cell = try scanner.next()
            if target.kind == .signal { return try place(target, text(cell, scanner), in: numbers!) }
            if target.kind != .ignored { try set(target, to: text(cell, scanner), row, &batch) }
            return
        }
        if let number = scanner.nextNumber() {
            numbers![target.slot] = number
        } else if !scanner.skipEmpty() {
            numbers![target.slot] = try number(scanner.next(), scanner)
        }
    }

    /// What to say of a record with more cells than columns.
    private static func tooLong(_ scanner: inout CellScanner, _ read: Int, expected: Int) -> RowError.Problem {
        var found = read
        repeat {
            guard (try? scanner.next()) != nil else { return .strayQuote }
            found += 1
        } while scanner.hasMore
        return .ragged(found: found, expected: expected)
    }

    /// A cell that the fast path could not read: a long number, or one with blanks or quotes around it, or a missing value.
    /// Spreadsheets of countries with a decimal comma separate cells by semicolons.
    private func number(_ cell: CellScanner.Cell, _ scanner: CellScanner) throws(RowError.Problem) -> Float {
        let bytes = scanner.trimmed(cell)
        if bytes.isEmpty || missing.contains(where: { $0.elementsEqual(bytes) }) { return .nan }
        guard let number = NumberScanner.number(bytes, comma: scanner.separator == UInt8(ascii: ";")) else { throw .notANumber }
        return number
    }

    private func text(_ cell: CellScanner.Cell, _ scanner: CellScanner) throws(RowError.Problem) -> String {
        guard let text = scanner.text(cell) else { throw .notUTF8 }
        return text
    }

    /// Puts the numbers of the file that a cell names among those of its record; leaves them missing where the cell is empty.
    func place(_ target: Target, _ text: String, in record: UnsafeMutablePointer<Float>) throws(RowError.Problem) {
        guard !text.isEmpty, !schema.missing.contains(text), let signal = target.signal else { return }
        do { record.advanced(by: target.slot).update(from: try signals.numbers(signal, text), count: signal.numberCount) } catch { throw .file(error) }
    }

    /// Puts a text where its column's values go.
    func set(_ target: Target, to text: String, _ row: Int, _ batch: inout RecordBatch) throws(RowError.Problem) {
        if target.kind == .key {
            batch.keys[row] = text
            return
        }
        let value = CategoryText.canonical(text)
        guard !value.isEmpty, !schema.missing.contains(value) else { return }
        switch target.kind {
        case .label:
            guard let index = classes[value] else { throw .unknownLabel(classes: schema.classes) }
            batch.labels[row] = index
        case .genotype where Genotype(value) == nil: throw .notAGenotype
        default: batch.texts[row * layout.texts.count + target.slot] = value
        }
    }
}
