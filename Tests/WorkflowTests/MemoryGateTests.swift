import Dispatch
import Synchronization
import Testing
import Workflow

/// Work below a limit of memory, in a process whose resident bytes are made up.
@Suite struct MemoryGateTests {
    private final class Process: Sendable {
        let resident = Atomic(100)
        /// Times that room was made, that the bytes of work were asked for, and that it waited.
        let rooms = Atomic(0), asked = Atomic(0), waits = Atomic(0)
        let highest = Atomic(0), failures = Atomic(0)

        func gate(limit: Int, room: Int = 0) -> MemoryGate {
            MemoryGate(limit: limit, held: { self.resident.load(ordering: .relaxed) }, makeRoom: {
                self.rooms.add(1, ordering: .relaxed)
                self.resident.subtract(room, ordering: .relaxed)
            })
        }
    }

    private struct Stopped: Error {}

    @Test func whatNeverFitsIsRefused() throws {
        let process = Process(), gate = process.gate(limit: 150)
        #expect(throws: WorkflowError.memoryShort(needed: 151, limit: 150)) { try gate.enter { 51 } }
        #expect(process.rooms.load(ordering: .relaxed) == 1)
        // The refused one holds nothing.
        let share = try gate.enter { 20 }
        #expect(throws: WorkflowError.memoryShort(needed: 160, limit: 150)) { try share.admit { 60 } }
        try share.admit { 50 }
        #expect(!gate.hasRoom(for: 1) && gate.hasRoom(for: 0))
    }

    @Test func whatIsKeptForSpeedMakesRoom() throws {
        let process = Process(), gate = process.gate(limit: 150, room: 40)
        let share = try gate.enter {
            process.asked.add(1, ordering: .relaxed)
            return 70
        }
        #expect(process.rooms.load(ordering: .relaxed) == 1 && process.asked.load(ordering: .relaxed) == 3)
        #expect(gate.hasRoom(for: 20) && !gate.hasRoom(for: 21))
        withExtendedLifetime(share) {}
    }

    @Test func oneWaitsForTheOthersShare() throws {
        let process = Process(), gate = process.gate(limit: 200)
        var first: MemoryShare? = try gate.enter { 10 }
        try first?.admit { 70 }
        let (isWaiting, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        DispatchQueue.global().async {
            _ = try? gate.enter(waiting: {
                if process.waits.add(1, ordering: .relaxed).newValue == 1 { isWaiting.signal() }
            }) { 31 }
            done.signal()
        }
        isWaiting.wait()
        #expect(!gate.hasRoom(for: 31))
        // It is in while the first is not over, but has less to come.
        first?.settle(at: 69)
        done.wait()
        first = nil
        #expect(gate.hasRoom(for: 100))
    }

    @Test func onlyOneIsBetweenItsEntranceAndBeingAdmitted() throws {
        let gate = Process().gate(limit: 1000), first = try gate.enter { 10 }
        var waits = 0
        #expect(throws: Stopped.self) {
            try gate.enter(waiting: {
                waits += 1
                if waits == 2 { throw Stopped() }
            }) { 10 }
        }
        try first.admit { 20 }
        _ = try gate.enter { 10 }
        withExtendedLifetime(first) {}
    }

    @Test func whoGivesUpHoldsNothing() throws {
        let gate = Process().gate(limit: 200), first = try gate.enter { 10 }
        try first.admit { 90 }
        #expect(throws: Stopped.self) { try gate.enter(waiting: { throw Stopped() }) { 20 } }
        #expect(gate.hasRoom(for: 10))
        first.settle(at: 0)
        _ = try gate.enter { 100 }
        withExtendedLifetime(first) {}
    }

    /// Many at once: the sum of what they hold never exceeds the limit, and all are done.
    @Test func manyStayBelowTheLimit() throws {
        let process = Process(), gate = process.gate(limit: 300)
        DispatchQueue.concurrentPerform(iterations: 40) { number in
            let bytes = 20 + number % 7 * 30
            do {
                let share = try gate.enter { 10 }
                try share.admit { bytes }
                let held = process.resident.add(bytes, ordering: .sequentiallyConsistent).newValue
                share.settle(at: 0)
                process.highest.max(held, ordering: .relaxed)
                process.resident.subtract(bytes, ordering: .sequentiallyConsistent)
            } catch { process.failures.add(1, ordering: .relaxed) }
        }
        #expect(process.highest.load(ordering: .relaxed) <= 300 && process.failures.load(ordering: .relaxed) == 0)
    }
}
