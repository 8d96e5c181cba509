import Hummingbird
import Records
import Synchronization

/// Receives a table. A long one that comes fast is read while it arrives, for to store it all would take a fifth of the time; any other is stored
/// first, so that no worker waits for who sends it.
struct TableUpload {
    let limits: ServingLimits
    let folder: JobFolder

    /// Gets a table's text, to be read once.
    typealias Opening = @Sendable () -> any ByteSource

    /// What is made of the table; `read` may begin before all of it has arrived.
    ///
    /// - Throws: `RequestError` for what is wrong with the body's way here, or what `read` throws.
    func receive<Value: Sendable>(_ body: RequestBody, read: @escaping @Sendable (@escaping Opening) async throws -> Value) async throws -> Value {
        let table = ArrivingTable(folder.file(TableWork.textName))
        let early = Mutex<Task<Value, any Error>?>(nil)
        @Sendable func begin() -> Task<Value, any Error> {
            Task {
                defer { table.abandon() }
                return try await read { table.open() }
            }
        }
        do {
            try await withDeadline(seconds: limits.uploadSeconds) {
                try await take(body, into: table) { early.withLock { $0 = begin() } }
            }
        } catch {
            table.breakOff()
            early.withLock { $0 }?.cancel()
            throw error
        }
        let reading = early.withLock { $0 } ?? begin()
        return try await withTaskCancellationHandler { try await reading.value } onCancel: { reading.cancel() }
    }

    /// Takes all of the body.
    ///
    /// - Parameter isFast: Called once if the body comes so fast that a worker may read it as it arrives.
    private func take(_ body: RequestBody, into table: ArrivingTable, isFast: () -> Void) async throws {
        let (file, began) = (try UploadedFile(table.path), ContinuousClock.now)
        var (size, isReadEarly, isHandedOver) = (0, false, false)
        try await body.forEachPiece(limit: limits.bodyBytes) { piece in
            if !isHandedOver, table.isWanted {
                try await file.flush()
                table.closeFile()
                isHandedOver = true
            }
            if isHandedOver { return try await table.append(piece) }
            try await file.append(piece)
            size += piece.readableBytes
            if !isReadEarly, size >= ArrivingTable.capacity, Double(size) >= ArrivingTable.pace * (began.duration(to: .now) / .seconds(1)) {
                isReadEarly = true
                isFast()
            }
        }
        try Task.checkCancellation()
        if !isHandedOver {
            try await file.flush()
            table.closeFile()
        }
        table.complete()
    }
}
