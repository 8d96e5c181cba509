import Files

/// A file of predictions on its way, which appears whole or not at all.
final class PredictionDraft {
    private let draft: FileDraft
    private let overwrite: Bool
    private var isPublished = false

    /// Begins with some bytes.
    ///
    /// - Throws: `RecordsError.output` where the file cannot be made.
    init(_ path: String, overwrite: Bool, beginning: [UInt8]) throws(RecordsError) {
        self.overwrite = overwrite
        do throws(FileError) {
            try AtomicFile.check(path, overwrite: overwrite)
            draft = try FileDraft(path)
            try draft.append(beginning)
        } catch { throw .output(error) }
    }

    deinit { if !isPublished { draft.discard() } }

    func append(_ bytes: [UInt8]) throws(RecordsError) {
        do { try draft.append(bytes) } catch { throw .output(error) }
    }

    /// Gives the file its name.
    func publish() throws(RecordsError) {
        do throws(FileError) {
            try draft.synchronise()
            try draft.publish(overwrite: overwrite)
            isPublished = true
        } catch { throw .output(error) }
    }
}
