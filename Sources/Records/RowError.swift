import Files

/// What is wrong with one row of a table, and where. Never what the cell holds: it may say who a patient is.
package struct RowError: Error, Hashable, Sendable {
    /// The table's file.
    package var path: String
    /// The line of the file on which the row begins, or the number of a database's row; from 1.
    package var line: Int
    /// The column's name and its number from 1; nil where the row as a whole is wrong.
    package var column: Column?
    package var problem: Problem

    package struct Column: Hashable, Sendable {
        package var name: String
        package var number: Int

        package init(name: String, number: Int) { (self.name, self.number) = (name, number) }
    }

    package init(path: String, line: Int, column: Column?, problem: Problem) {
        (self.path, self.line, self.column, self.problem) = (path, line, column, problem)
    }

    /// One case per way for a row to be wrong.
    package enum Problem: Error, Hashable {
        /// The row has more or fewer cells than the table has columns.
        case ragged(found: Int, expected: Int)
        /// A cell of a numeric column is no finite number.
        case notANumber
        /// A cell of a genotype column is neither a dosage 0, 1, 2 nor a pair of alleles.
        case notAGenotype
        /// A database's cell holds bytes, which are neither text nor number.
        case binary
        /// A quotation mark stands inside a cell without quotes, or text follows the closing one.
        case strayQuote
        /// A quoted cell does not end.
        case openQuote
        /// Bytes that are no UTF-8.
        case notUTF8
        /// The key is empty.
        case noKey
        /// An earlier row has the same key.
        case duplicateKey
        /// The label is empty.
        case noLabel
        /// The label is none of the schema's classes.
        case unknownLabel(classes: [String])
        /// No modality has a single value.
        case nothingPresent
        /// A number stands where a path should.
        case notAPath
        /// The file that a cell names cannot be used.
        indirect case file(RecordsError)
    }
}

extension RowError: CustomStringConvertible {
    /// Where, what was found and expected, and what to do.
    package var description: String {
        let place = column.map { ", column \($0.number) (\($0.name.printable))" } ?? ""
        return "\(path), line \(line)\(place): \(problem)"
    }
}

extension RowError.Problem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .ragged(let found, let expected):
            "found \(found) cells, expected \(expected) as in the header. Correct the row, or quote cells that hold the separator."
        case .notANumber:
            "found no number, expected digits with a decimal point, or an empty cell. Correct the cell, or in the schema name what it holds under missing or the column as categorical."
        case .notAGenotype:
            "found no genotype, expected 0, 1, 2 or two alleles such as A/G or E3E4. Correct the cell, or make the column categorical in the schema."
        case .binary: "found binary data, expected a number or a text. Convert the column in the database."
        case .strayQuote: "found a quotation mark out of place. Put the whole cell in quotes and double those inside it."
        case .openQuote: "found a quoted cell that does not end. Add the closing quotation mark."
        case .notUTF8: "found bytes that are not UTF-8, as in Latin-1 or Windows-1252. Save the table as UTF-8."
        case .noKey: "the key is empty, expected a value that names the record. Fill it in, or train with another key in the schema."
        case .duplicateKey: "the key stands in an earlier row too. Keep one row per key, or train with another key in the schema."
        case .noLabel: "the label is empty, expected a class. Fill it in, or take the row out."
        case .unknownLabel(let classes):
            "found a label that is no class, expected one of \(classes.joined(separator: ", ").printable). Correct it, or add the class to the schema."
        case .notAPath: "found a number, expected the path of a file. Correct the cell, or make the column numeric in the schema."
        case .file(let error): "\(error)"
        case .nothingPresent: "all modalities are empty, expected a value in at least one. Take the row out."
        }
    }
}
