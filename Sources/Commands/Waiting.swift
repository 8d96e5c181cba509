import Dispatch
import Glibc
import Synchronization

/// Runs asynchronous work from a command, which is not, and waits for its end.
///
/// - Parameter isCancellable: Whether SIGINT, SIGTERM and SIGHUP cancel the work, and end the process as they would have when the work has ended.
public func waitFor(isCancellable: Bool = false, _ body: @escaping @Sendable () async throws -> Void) throws {
    let (end, failure, received) = (DispatchSemaphore(value: 0), Shared<any Error>(), Shared<Int32>())
    let task = Task {
        do { try await body() } catch { failure.set(error) }
        end.signal()
    }
    let sources = (isCancellable ? [SIGINT, SIGTERM, SIGHUP] : []).map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            received.set(number)
            task.cancel()
        }
        source.resume()
        return source
    }
    end.wait()
    sources.forEach { $0.cancel() }
    if let number = received.value {
        signal(number, SIG_DFL)
        raise(number)
    }
    if let error = failure.value { throw error }
}

/// A value that one thread sets and another reads.
private final class Shared<Value: Sendable>: Sendable {
    private let state = Mutex<Value?>(nil)
    var value: Value? { state.withLock { $0 } }
    func set(_ value: Value) { state.withLock { $0 = value } }
}
