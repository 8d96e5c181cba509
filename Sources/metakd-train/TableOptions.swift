import ArgumentParser
import Records
import TrainingJobs

/// Which tables a classifier is trained on.
struct TableOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Table of labelled records: FILE.csv, or FILE.sqlite with :table; not needed if the schema names files.", valueName: "TABLE"))
    var data: String?
    @Option(help: ArgumentHelp("What the columns mean; default: a guess.", valueName: "YAML")) var schema: String?
    @Option(help: ArgumentHelp("Table for validation; default: a part of --data.", valueName: "TABLE")) var validation: String?
    @Option(help: ArgumentHelp("Table for the evaluation; default: a part of --data.", valueName: "TABLE")) var test: String?

    /// What the columns mean.
    func readSchema() throws -> Schema { try ClassificationTables.schema(data: data, schemaPath: schema) }

    /// Reads them whole.
    func read(threads: Int) throws -> ClassificationTables {
        try ClassificationTables(data: data, schemaPath: schema, validation: validation, test: test, threads: threads)
    }
}
