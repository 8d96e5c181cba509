/// Where records come from: a table, or folders of pictures and sounds.
package enum RecordSource: Sendable, Hashable {
    case table(TableLocation)
    /// The folder of each of some modalities.
    case folders([Folder])

    package struct Folder: Sendable, Hashable {
        package var modality: String
        package var path: String

        package init(modality: String, path: String) { (self.modality, self.path) = (modality, path) }
    }

    /// Opens it for a model's schema.
    ///
    /// - Returns: The table, and the schema with its key: files have one, their name, where the schema names none.
    package func open(for schema: Schema) throws(RecordsError) -> (table: any TableSource, schema: Schema) {
        switch self {
        case .table(let location): return (try location.open(), schema)
        case .folders(let folders):
            var keyed = schema
            let key = schema.key ?? "file"
            keyed.key = key
            var columns: [(column: String, path: String, kind: SignalKind)] = []
            for folder in folders {
                guard let modality = schema.modalities.first(where: { $0.name == folder.modality }), let kind = modality.signal else {
                    throw .noSuchFiles(modality: folder.modality, known: schema.modalities.filter { $0.signal != nil }.map(\.name))
                }
                columns.append((modality.columns[0], folder.path, kind))
            }
            return (try FolderTable(columns, key: key), keyed)
        }
    }
}
