import Records
import TestSupport

/// A small table of a test, in a file of its own.
struct Table {
    let scratch = Scratch()
    let path: String

    init(_ text: String, name: String = "table.csv") { self.init(Array(text.utf8), name: name) }

    init(_ bytes: [UInt8], name: String = "table.csv") { path = scratch.put(bytes, name) }

    /// The records that a schema finds in the table, wrong rows in the batch's faults.
    func records(_ schema: Schema, labels: RecordParser.Labels = .ignored) throws -> RecordBatch {
        let source = try TableLocation(path).open()
        return try RecordStream(source, RecordParser(schema, for: source, labels: labels)).all(threads: 1, skipsBad: true)
    }

    /// What is wrong with the table's first wrong row, or with the table.
    func error(_ schema: Schema, labels: RecordParser.Labels = .required) -> RecordsError? {
        do throws(RecordsError) {
            let source = try TableLocation(path).open()
            _ = try RecordStream(source, RecordParser(schema, for: source, labels: labels)).all(threads: 1)
            return nil
        } catch { return error }
    }
}

extension Schema {
    /// One modality of numeric columns, keyed and labelled if asked for.
    static func numeric(_ columns: String..., key: String? = nil, label: String? = nil, classes: [String] = []) -> Schema {
        var schema = Schema()
        (schema.key, schema.label, schema.classes) = (key, label, classes)
        schema.modalities = [Modality(name: "all", numeric: columns)]
        return schema
    }

    /// Key `id`, label `class` of `no` and `yes`, modalities a: numbers x, y and b: category sex, genotype apoe.
    static var small: Schema {
        var schema = Schema()
        (schema.key, schema.label, schema.classes) = ("id", "class", ["no", "yes"])
        schema.modalities = [Modality(name: "a", numeric: ["x", "y"]), Modality(name: "b", categorical: ["sex"], genotype: ["apoe"])]
        return schema
    }
}
