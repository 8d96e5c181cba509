import Dispatch
import NIOCore
import Records
import Synchronization

/// A table on its way to a worker. What came before the worker wanted it lies in a file; what comes later is handed over as it arrives, and who
/// sends faster than the worker reads has to wait.
final class ArrivingTable: Sendable {
    let path: String
    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)

    /// Bytes that are held before the sender has to wait.
    static let capacity = 4 << 20
    /// Seconds that a worker waits for a sender, in all, beside what one of the slowest pace would make it wait.
    private static let patience = 30.0
    /// Bytes a second of the slowest sender whose table is read as it arrives.
    static let pace = 16e6
    /// Bytes that the worker takes at once.
    private static let pieceSize = 1 << 17

    private struct State {
        var isWanted = false
        /// Whether nothing more goes into the file.
        var isFileWhole = false
        /// What arrives goes into the one buffer while the other is read.
        var arriving = ByteBuffer(), reading = ByteBuffer()
        var received = 0
        var isComplete = false
        var isBroken = false
        var isTooSlow = false
        /// Whether the worker has stopped reading.
        var isAbandoned = false
        var isReaderWaiting = false
        var secondsWaited = 0.0
        var sender: CheckedContinuation<Void, Never>?

        var isFull: Bool { arriving.readableBytes >= ArrivingTable.capacity && !isAbandoned && !isBroken }
    }

    /// - Parameter path: The file.
    init(_ path: String) { self.path = path }

    /// The text from its beginning, for one reader: from now on, what arrives need not be stored.
    func open() -> any ByteSource {
        change { $0.isWanted = true }
        return Reader(self)
    }

    /// Whether the text was opened.
    var isWanted: Bool { state.withLock { $0.isWanted } }

    /// The file holds all that came so far, and will not grow.
    func closeFile() { change { $0.isFileWhole = true } }

    /// Hands over what arrived after the file, and waits while the worker lags behind.
    ///
    /// - Throws: `RequestError.tooSlow` when the worker has waited long enough.
    func append(_ bytes: ByteBuffer) async throws(RequestError) {
        let (isFull, isTooSlow) = change { state in
            if !state.isAbandoned { state.arriving.writeImmutableBuffer(bytes) }
            state.received += bytes.readableBytes
            return (state.isFull, state.isTooSlow)
        }
        if isTooSlow { throw .tooSlow(seconds: ArrivingTable.patience) }
        guard isFull else { return }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if state.isFull { state.sender = continuation }
                    return !state.isFull
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            breakOff()
        }
    }

    /// Nothing more will come.
    func complete() { change { $0.isComplete = true } }

    /// The rest will not come; the worker's next reading throws.
    func breakOff() { change { $0.isBroken = true } }

    /// The worker reads no more; what still comes is passed over.
    func abandon() {
        change { state in
            state.isAbandoned = true
            (state.arriving, state.reading) = (ByteBuffer(), ByteBuffer())
        }
    }

    /// First the file's bytes, then what was handed over.
    private final class Reader: ByteSource {
        private let table: ArrivingTable
        private var file: ByteStream?
        private var isFileRead = false
        var path: String { table.path }

        init(_ table: ArrivingTable) { self.table = table }

        func read(into bytes: inout [UInt8]) throws(RecordsError) -> Bool {
            if !isFileRead {
                if file == nil {
                    _ = try table.take { $0.isFileWhole ? true : nil }
                    file = try ByteStream(path)
                }
                if try file!.read(into: &bytes) { return true }
                (file, isFileRead) = (nil, true)
            }
            let piece = try table.take(ArrivingTable.piece)
            bytes.append(contentsOf: piece.readableBytesView)
            return piece.readableBytes > 0
        }
    }

    /// The next bytes that were handed over; none at the end, nil if they have yet to come.
    private static func piece(_ state: inout State) -> ByteBuffer? {
        if state.reading.readableBytes == 0 {
            state.reading.clear()
            swap(&state.reading, &state.arriving)
        }
        let piece = state.reading.readSlice(length: min(state.reading.readableBytes, pieceSize))!
        return piece.readableBytes > 0 || state.isComplete ? piece : nil
    }

    /// Waits until there is what the reader needs.
    private func take<Value>(_ get: (inout State) -> Value?) throws(RecordsError) -> Value {
        while true {
            let (isBroken, value) = change { state in
                let value = state.isBroken ? nil : get(&state)
                state.isReaderWaiting = value == nil
                return (state.isBroken, value)
            }
            if let value { return value }
            guard !isBroken else { throw .cannotRead(path: path, reason: "the body ended early") }
            try waitForSender()
        }
    }

    private func waitForSender() throws(RecordsError) {
        let start = ContinuousClock.now
        let left = state.withLock { ArrivingTable.patience + Double($0.received) / ArrivingTable.pace - $0.secondsWaited }
        let hasArrived = arrivals.wait(timeout: .now() + max(left, 0)) == .success
        state.withLock { state in
            state.secondsWaited += start.duration(to: .now) / .seconds(1)
            state.isTooSlow = !hasArrived
        }
        guard hasArrived else { throw .cannotRead(path: path, reason: "it arrives too slowly") }
    }

    /// Changes the state and wakes whoever waits for that.
    @discardableResult
    private func change<Result>(_ body: (inout State) -> Result) -> Result {
        let (result, wakesReader, sender) = state.withLock { state -> (Result, Bool, CheckedContinuation<Void, Never>?) in
            let wakesReader = state.isReaderWaiting
            state.isReaderWaiting = false
            let result = body(&state)
            guard let sender = state.sender, !state.isFull else { return (result, wakesReader, nil) }
            state.sender = nil
            return (result, wakesReader, sender)
        }
        if wakesReader { arrivals.signal() }
        sender?.resume()
        return result
    }
}
