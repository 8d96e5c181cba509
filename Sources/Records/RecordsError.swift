import Files
import Imaging

/// Why records could not be read, encoded or written. No case leaves a partial or changed file behind.
package enum RecordsError: Error, Hashable, Sendable {
    /// Nothing is at the path.
    case fileAbsent(path: String)
    /// The system refuses to read the file.
    case cannotRead(path: String, reason: String)
    /// The table has no row.
    case emptyTable(path: String)
    /// The file is no table in UTF-8 but something known by its first bytes.
    case notCSV(path: String, found: String)
    /// The header suggests a separator that is not read.
    case unsupportedSeparator(path: String, found: Character)
    /// A record is longer than is read, as when a quotation mark is never closed.
    case recordTooLong(path: String, line: Int, limit: Int)
    /// A column's name is empty or stands twice in the header.
    case ambiguousColumn(path: String, column: RowError.Column)
    /// The schema names a column that the table does not have.
    case unknownColumn(path: String, name: String, role: String)
    /// The table has no column of any modality.
    case noModality(path: String)
    /// The schema, or what was guessed of a table, names no label.
    case noLabel(path: String, isGuessed: Bool)
    /// One row is wrong.
    case row(RowError)
    /// Tables that belong together row by row have different numbers of rows.
    case unevenTables(first: String, second: String, line: Int)
    /// Another process holds the database.
    case databaseLocked(path: String)
    /// The file is no SQLite database, or a damaged one.
    case notADatabase(path: String)
    /// The database does not have the table, or several of which none is named.
    case noTable(path: String, name: String?, found: [String])
    /// SQLite fails for another reason.
    case database(path: String, reason: String)
    /// The schema cannot be read or contradicts itself.
    case badSchema(path: String, reason: String)
    /// A class has fewer records than are needed.
    case tooFewRecords(className: String, found: Int, expected: Int)
    /// A sound or picture file is not what its format asks for.
    case badField(path: String, field: String, offset: Int, found: String, expected: String)
    /// A sound or picture file holds fewer bytes than it claims.
    case truncated(path: String, field: String, offset: Int, found: Int, expected: Int)
    /// A picture is not of the size that networks read.
    case pictureSize(path: String, height: Int, width: Int)
    /// A file of pictures has none of the number that is asked for.
    case noPicture(path: String, number: Int, count: Int)
    /// A folder has no file of a kind.
    case noFiles(path: String, ending: String)
    /// Of one record there are two files in a folder.
    case fileTwice(path: String, name: String)
    /// A folder was given for what is no modality of files.
    case noSuchFiles(modality: String, known: [String])
    /// A picture could not be read.
    case picture(PictureError)
    /// The database has a table of the name that is to be written.
    case tableExists(path: String, name: String)
    /// Predictions would have two columns of one name.
    case columnTwice(path: String, name: String)
    /// The file could not be written.
    case output(FileError)
}

extension RecordsError: CustomStringConvertible {
    /// What was being done, the file and place, what was found and expected, and what to do.
    package var description: String {
        switch self {
        case .fileAbsent(let path): "cannot read \(path): no such file. Check the path."
        case .cannotRead(let path, let reason): "cannot read \(path): \(reason). Check the file and its permissions."
        case .emptyTable(let path): "cannot use \(path): found no rows, expected a header and a row per record. Export the table again."
        case .notCSV(let path, let found): "cannot read \(path): found \(found), expected a table in UTF-8. Save it as CSV in UTF-8."
        case .unsupportedSeparator(let path, let found):
            "cannot read \(path): its columns seem to be separated by \"\(found)\", expected a comma, semicolon or tab. Export it with one of these."
        case .recordTooLong(let path, let line, let limit):
            "cannot read \(path), line \(line): the row has more than \(limit) bytes. Look for a quotation mark that is never closed."
        case .ambiguousColumn(let path, let column):
            "cannot read \(path), column \(column.number): the name \"\(column.name.printable)\" is empty or stands twice. Give each column a name of its own."
        case .unknownColumn(let path, let name, let role):
            "cannot use \(path): it has no column \"\(name.printable)\", which the schema names as \(role). Add the column, or correct the schema that is trained with."
        case .noModality(let path): "cannot use \(path): it has no column of any modality. Compare its header with the schema."
        case .noLabel(let path, let isGuessed):
            isGuessed ? "cannot use \(path): found no column of classes, as one named class, label, target, diagnosis, dx, group, outcome or y with 2 to 50 "
                + "different values. Rename it, or name it as the label in a --schema; --show-schema prints a guess to be edited."
                : "cannot use the schema \(path): it names no label. Name the column of the classes there."
        case .row(let error): "\(error)"
        case .unevenTables(let first, let second, let line):
            "cannot join \(first) and \(second): one ends before row \(line), the other does not. Give both one row per record in the same order."
        case .databaseLocked(let path): "cannot read \(path): another process holds the database. Close it there and try again."
        case .notADatabase(let path): "cannot read \(path): it is no SQLite database, or a damaged one. Check the path, or restore the file."
        case .noTable(let path, let name, let found):
            "cannot read \(path): found the tables \(found.joined(separator: ", ").printable), "
                + "expected \(name.map { "\"\($0.printable)\"" } ?? "one to be named"). Give the path as FILE:TABLE."
        case .database(let path, let reason): "cannot read \(path): \(reason). Check it with the sqlite3 program."
        case .badSchema(let path, let reason): "cannot use the schema \(path): \(reason.printable). Correct it there."
        case .tooFewRecords(let name, let found, let expected):
            "class \(name.printable) has \(found) records, expected at least \(expected). Add records, or ask for fewer parts."
        case .badField(let path, let field, let offset, let found, let expected):
            "cannot read \(path): \(field) at byte \(offset) is \(found), expected \(expected). Convert or export the file again."
        case .truncated(let path, let field, let offset, let found, let expected):
            "cannot read \(path): \(field) at byte \(offset) claims \(expected) bytes, the file holds \(found). Copy or export it again."
        case .picture(let error): "\(error)"
        case .pictureSize(let path, let height, let width):
            "cannot use \(path): the picture is \(width) pixels wide and \(height) high, expected \(SignalKind.pictureSize) and \(SignalKind.pictureSize). Scale it, the digit or shape white on black."
        case .noPicture(let path, let number, let count):
            "cannot use \(path): picture \(number) was asked for, it has \(count), counted from 0. Correct the number behind #."
        case .noFiles(let path, let ending): "cannot use the folder \(path): found no file that ends in \(ending). Check the path, or convert the files."
        case .fileTwice(let path, let name): "cannot use the folder \(path): two files are named \(name.printable). Remove or rename one."
        case .noSuchFiles(let modality, let known):
            known.isEmpty ? "no modality of the model is read from files, but a folder was given for \(modality.printable). Give a table with --records."
                : "\(modality.printable) is no modality that the model reads from files, expected \(known.joined(separator: ", ").printable). Correct --files."
        case .tableExists(let path, let name):
            "\(path): it has a table \"\(name.printable)\", which is left as it is. Choose another name, as FILE:TABLE, or add --force."
        case .columnTwice(let path, let name):
            "cannot write \(path): two columns would be named \(name.printable), from the key, \"predicted\" and the classes. Train with another key or other class names, or write .json."
        case .output(let error): "\(error)"
        }
    }
}
