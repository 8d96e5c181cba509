import Dispatch
import Foundation

/// Runs that do not depend on each other, several at once.
enum ParallelRuns {
    /// What `run` makes of 0..<count, in this order whatever ends first.
    ///
    /// - Parameter threads: Runs at once.
    /// - Throws: What the first run that fails throws; runs that have not begun by then do not begin.
    static func map<Result: Sendable>(_ count: Int, threads: Int, _ run: @Sendable (Int) throws -> Result) throws -> [Result] {
        let state = State<Result>(count)
        DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
            while let number = state.claim() {
                do { state.finish(number, try run(number)) } catch { state.fail(error) }
            }
        }
        return try state.results()
    }

    private final class State<Result>: @unchecked Sendable {
        private let lock = NSLock()
        private var next = 0
        private var found: [Result?]
        private var failure: (any Error)?

        init(_ count: Int) { found = Array(repeating: nil, count: count) }

        func claim() -> Int? {
            lock.withLock {
                guard failure == nil, next < found.count else { return nil }
                defer { next += 1 }
                return next
            }
        }

        func finish(_ number: Int, _ result: Result) { lock.withLock { found[number] = result } }

        func fail(_ error: any Error) { lock.withLock { failure = failure ?? error } }

        func results() throws -> [Result] {
            if let failure { throw failure }
            return found.map { $0! }
        }
    }
}
