import CMalloc
import Dispatch
import Synchronization

/// Keeps the memory of this process below a limit, and its addresses below that of `ulimit -v`, whatever is worked on at once: each piece of work says
/// by how much the process will still grow for it, and waits until there is room beside the others.
///
/// Only one piece of work at a time is between its entrance and being admitted, so that no two wait for what the other holds.
package final class MemoryGate: Sendable {
    private struct State {
        /// Bytes that are still to come, of each piece of work.
        var growths: [ObjectIdentifier: Int] = [:]
        var isAwaited = false
    }

    /// After which one that waits asks again whether it still should.
    private static let pause = DispatchTimeInterval.milliseconds(100)

    /// Bytes: the limit of resident ones, or that of addresses where it is lower.
    package let limit: Int
    private let held: @Sendable () -> Int
    private let makeRoom: @Sendable () -> Void
    private let state = Mutex(State())
    private let entrance = DispatchSemaphore(value: 1)
    private let change = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - limit: Bytes of resident memory.
    ///   - held: The bytes that the process holds, of those that are limited.
    ///   - makeRoom: Lets go of what is kept for speed alone; called while no other piece of work is admitted.
    package init(limit: Int, held: @escaping @Sendable () -> Int, makeRoom: @escaping @Sendable () -> Void = {}) {
        (self.limit, self.held, self.makeRoom) = (limit, held, makeRoom)
    }

    /// The gate of this process's memory.
    ///
    /// - Parameters: As above.
    package convenience init(limit: Int, makeRoom: @escaping @Sendable () -> Void = {}) {
        let (addresses, limit) = (ProcessMemory.addressLimit, min(limit, ProcessMemory.addressLimit ?? .max))
        // As many as leave the room that there is below both.
        self.init(limit: limit, held: {
            max(ProcessMemory.residentBytes, addresses.map { limit - $0 + ProcessMemory.addressBytes } ?? 0)
        }, makeRoom: makeRoom)
    }

    /// Lets a piece of work in, when the one before is admitted, and there is room.
    ///
    /// - Parameters:
    ///   - waiting: Called again and again while it waits; what it throws ends the waiting.
    ///   - bytes: By how much the process will grow for it until it is admitted; asked again where room was made.
    /// - Throws: `WorkflowError.memoryShort` where there would be too little room without any others.
    package func enter(waiting: () throws -> Void = {}, _ bytes: () throws -> Int) throws -> MemoryShare {
        while entrance.wait(timeout: .now() + MemoryGate.pause) == .timedOut { try waiting() }
        let share = MemoryShare(of: self)
        try claim(for: share, waiting, bytes)
        return share
    }

    /// Whether the process could grow by so much beside all work.
    package func hasRoom(for bytes: Int) -> Bool {
        state.withLock { state in held() + state.growths.values.reduce(bytes, +) <= limit }
    }

    fileprivate func claim(for share: MemoryShare, _ waiting: () throws -> Void, _ bytes: () throws -> Int) throws {
        var (measures, needed): (ArraySlice<@Sendable () -> Void>, Int) = ([{}, makeRoom], try bytes())
        while true {
            let (isAlone, total) = book(needed, for: share)
            if total <= limit { return }
            if !isAlone {
                try waiting()
                _ = change.wait(timeout: .now() + MemoryGate.pause)
            } else if let measure = measures.popFirst() {
                measure()
                // What was freed may still be kept for the next allocations.
                malloc_trim(0)
                needed = try bytes()
            } else {
                throw WorkflowError.memoryShort(needed: total, limit: limit)
            }
        }
    }

    /// Books growth if there is room for it; tells whether there is other work, and what the process would hold with all.
    private func book(_ bytes: Int, for share: MemoryShare) -> (isAlone: Bool, total: Int) {
        state.withLock { state in
            let others = state.growths.filter { $0.key != ObjectIdentifier(share) }
            let total = held() + others.values.reduce(bytes, +)
            if total <= limit { state.growths[ObjectIdentifier(share)] = bytes } else { state.isAwaited = true }
            return (others.isEmpty, total)
        }
    }

    fileprivate func settle(_ share: MemoryShare, at bytes: Int?) {
        let isAwaited = state.withLock { state in
            state.growths[ObjectIdentifier(share)] = bytes
            defer { state.isAwaited = false }
            return state.isAwaited
        }
        if isAwaited { change.signal() }
    }

    fileprivate func openEntrance() { entrance.signal() }
}

/// A piece of work's part in the memory below a limit, until it is let go of.
package final class MemoryShare: Sendable {
    private let gate: MemoryGate
    private let isEntering = Mutex(true)

    fileprivate init(of gate: MemoryGate) { self.gate = gate }

    deinit {
        gate.settle(self, at: nil)
        if isEntering.withLock({ $0 }) { gate.openEntrance() }
    }

    /// Admits the work, when there is room for all of it.
    ///
    /// - Parameters:
    ///   - waiting: As in `MemoryGate.enter`, and so are the errors.
    ///   - bytes: By how much the process will still grow for it, until it ends.
    package func admit(waiting: () throws -> Void = {}, _ bytes: () throws -> Int) throws {
        try gate.claim(for: self, waiting, bytes)
        let isFirst = isEntering.withLock { isEntering in
            defer { isEntering = false }
            return isEntering
        }
        if isFirst { gate.openEntrance() }
    }

    /// Says that no more than so many bytes are still to come.
    package func settle(at bytes: Int) { gate.settle(self, at: bytes) }
}
