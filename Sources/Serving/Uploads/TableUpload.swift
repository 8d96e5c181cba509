import Hummingbird
import NIOCore
import Records

/// A table on its way to a worker. A short one is kept in memory; a long one that comes fast while a worker is free is read as it arrives, for
/// storing it would take a fifth of the time; any other is stored first, so that no worker waits for who sends it.
struct TableUpload {
    let limits: ServingLimits
    let folder: JobFolder
    let queue: WorkQueue

    /// For which a sender that began fast may keep a worker waiting, in all.
    private static let patience = 30.0
    /// In which the first bytes, as many as a pipe holds, have to come from a fast sender.
    private static let fast = Duration.milliseconds(250)

    /// Gets a table's text, to be read once.
    typealias Opening = @Sendable () throws -> any ByteSource

    /// What is made of the table; `read` may begin before all of it has arrived.
    ///
    /// - Throws: `RequestError` for what is wrong with the body's way here, or what `read` throws.
    func receive<Value: Sendable>(_ body: RequestBody, read: @escaping @Sendable (@escaping Opening) async throws -> Value) async throws -> Value {
        let reading = try await withDeadline(seconds: limits.uploadSeconds) { try await begin(read, on: body) }
        return try await withTaskCancellationHandler { try await reading.value } onCancel: { reading.cancel() }
    }

    /// Takes all of the body; the reading of it has then begun.
    private func begin<Value: Sendable>(_ read: @escaping @Sendable (@escaping Opening) async throws -> Value, on body: RequestBody) async throws -> Task<Value, any Error> {
        let pipe = BodyPipe("records", patience: TableUpload.patience)
        func start() -> Task<Value, any Error> {
            Task {
                defer { pipe.abandon() }
                return try await read { pipe }
            }
        }
        let (path, began) = (folder.file("records"), ContinuousClock.now)
        var (head, file, reading) = (ByteBuffer(), UploadedFile?.none, Task<Value, any Error>?.none)
        do {
            try await body.forEachPiece(limit: limits.bodyBytes) { piece in
                if reading != nil { return await pipe.append(piece) }
                if let file { return try await file.append(piece) }
                head.writeImmutableBuffer(piece)
                guard head.readableBytes >= BodyPipe.capacity else { return }
                if began.duration(to: .now) < TableUpload.fast, queue.hasFreeWorker {
                    reading = start()
                    await pipe.append(head)
                } else {
                    file = try UploadedFile(path)
                    try await file?.append(head)
                }
                head = ByteBuffer()
            }
            if let file {
                try await file.flush()
                return Task { try await read { try ByteStream(path) } }
            }
            if reading == nil { await pipe.append(head) }
            pipe.complete()
            return reading ?? start()
        } catch {
            pipe.breakOff()
            reading?.cancel()
            throw error
        }
    }
}
