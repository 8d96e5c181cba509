import Records
import Workflow

/// A request to classify a table, and what a worker makes of it in a folder.
struct TableWork: Sendable {
    /// The model's name.
    let model: String
    let folder: JobFolder
    let answersJSON: Bool
    /// Whether wrong rows are left out.
    let skipsBad: Bool

    static let (jsonName, textName) = ("records.json", "records")

    /// Bytes that a table takes, which is read piece by piece: the whole program held 107 MiB over a million rows, and of one that arrives eight are held.
    private static let tableBytes = (107 + 8) << 20

    var answerName: String { answersJSON ? "predictions.json" : "predictions.csv" }
    var mediaType: String { answersJSON ? "application/json" : "text/csv" }

    /// Writes the answer to a table of delimited text into the folder.
    func run(on worker: Worker, _ job: Job, text: () throws -> any ByteSource) throws -> ClassificationJob.Summary {
        try run(on: worker, job, bytes: TableWork.tableBytes, text: text)
    }

    /// The same for JSON that lies in the folder.
    func runOnJSON(on worker: Worker, _ job: Job) throws -> ClassificationJob.Summary {
        let (json, text) = (folder.file(TableWork.jsonName), folder.file(TableWork.textName))
        return try run(on: worker, job, bytes: TableWork.tableBytes + JSONRecords.bytes(for: json)) {
            try JSONRecords.convert(json, to: text)
            return try ByteStream(text)
        }
    }

    /// - Throws: `RequestError` for what is wrong with the request.
    private func run(on worker: Worker, _ job: Job, bytes: Int, text: () throws -> any ByteSource) throws -> ClassificationJob.Summary {
        let classification = worker.classification(model)
        // A table's paths would be of this machine, and the client's choice.
        guard !classification.readsSignals else {
            throw RequestError.unusable("the model \(model) reads pictures or sounds, of which a table holds only the paths; send tensors to /v2/models/\(model)/infer")
        }
        do {
            let share = try worker.memory.enter(waiting: { try job.waitForMemory() }) { bytes }
            defer { withExtendedLifetime(share) {} }
            try share.admit { bytes }
            return try classification.run(text(), to: TableLocation(path: folder.file(answerName)), overwrite: true, isBad: skipsBad ? { _ in } : nil) { _ in
                try job.begin("classifying", progress: 0)
            }
        } catch {
            throw RequestError.of(error, in: folder)
        }
    }
}
