import Dispatch
import Synchronization

/// Work that is done on another thread while this one does something else.
final class BackgroundWork<Value: Sendable>: Sendable {
    private let group = DispatchGroup()
    private let result = Mutex<Result<Value, any Error>?>(nil)

    /// Begins at once.
    init(_ body: @escaping @Sendable () throws -> Value) {
        DispatchQueue.global(qos: .userInitiated).async(group: group) { [self] in
            let done = Result { try body() }
            result.withLock { $0 = done }
        }
    }

    /// Waits for the end, and gives the result or the error.
    func value() throws -> Value {
        group.wait()
        return try result.withLock { $0 }!.get()
    }
}
