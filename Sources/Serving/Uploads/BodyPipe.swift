import Dispatch
import NIOCore
import Records
import Synchronization

/// A body on its way to a worker that reads it as it arrives. Only so much is held: who sends faster than the worker reads has to wait.
final class BodyPipe: ByteSource, Sendable {
    let path: String
    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)
    /// Seconds that the worker waits in all: who sends slower than that should have been stored first.
    private let patience: Double

    /// Bytes that are held before the sender has to wait.
    static let capacity = 4 << 20
    /// Bytes that the worker takes at once.
    private static let pieceSize = 1 << 17

    private struct State {
        /// What arrives goes into the one buffer while the other is read.
        var arriving = ByteBuffer(), reading = ByteBuffer()
        var isComplete = false
        var isBroken = false
        /// Whether the worker has stopped reading.
        var isAbandoned = false
        var isReaderWaiting = false
        var secondsWaited = 0.0
        var sender: CheckedContinuation<Void, Never>?

        var isFull: Bool { arriving.readableBytes >= BodyPipe.capacity && !isAbandoned && !isBroken }
    }

    /// - Parameter path: What messages call the body.
    init(_ path: String, patience: Double) { (self.path, self.patience) = (path, patience) }

    /// Adds what arrived, and waits while the worker lags behind.
    func append(_ bytes: ByteBuffer) async {
        let isFull = change { state in
            if !state.isAbandoned { state.arriving.writeImmutableBuffer(bytes) }
            return state.isFull
        }
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

    func read(into bytes: inout [UInt8]) throws(RecordsError) -> Bool {
        while true {
            let (isOver, isBroken, taken) = change { state -> (Bool, Bool, ByteBuffer?) in
                if state.reading.readableBytes == 0 {
                    state.reading.clear()
                    swap(&state.reading, &state.arriving)
                }
                let count = min(state.reading.readableBytes, BodyPipe.pieceSize)
                state.isReaderWaiting = count == 0
                return (state.isComplete && count == 0, state.isBroken, state.reading.readSlice(length: count))
            }
            guard !isBroken else { throw .cannotRead(path: path, reason: "the body ended early") }
            if let taken, taken.readableBytes > 0 {
                bytes.append(contentsOf: taken.readableBytesView)
                return true
            }
            if isOver { return false }
            try waitForSender()
        }
    }

    private func waitForSender() throws(RecordsError) {
        let start = ContinuousClock.now
        let left = patience - state.withLock { $0.secondsWaited }
        let hasArrived = arrivals.wait(timeout: .now() + max(left, 0)) == .success
        state.withLock { $0.secondsWaited += start.duration(to: .now) / .seconds(1) }
        guard hasArrived else { throw .cannotRead(path: path, reason: "the body arrives too slowly") }
    }

    /// Changes the state and wakes whoever waits for that.
    @discardableResult
    private func change<Result>(_ body: (inout State) -> Result) -> Result {
        let (result, wakesReader, sender) = state.withLock { state -> (Result, Bool, CheckedContinuation<Void, Never>?) in
            let wasWaiting = state.isReaderWaiting
            let result = body(&state)
            let wakes = wasWaiting && state.isReaderWaiting
            if wakes { state.isReaderWaiting = false }
            guard let sender = state.sender, !state.isFull else { return (result, wakes, nil) }
            state.sender = nil
            return (result, wakes, sender)
        }
        if wakesReader { arrivals.signal() }
        sender?.resume()
        return result
    }
}
