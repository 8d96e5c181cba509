import Files
import TestSupport
import Testing

/// Locks that several holders ask for.
@Suite struct FileLockTests {
    let scratch = Scratch()
    private var path: String { scratch.file("lock") }

    @Test func oneHoldsItAlone() throws {
        let first = try FileLock(path, .exclusive)
        for kind in [FileLock.Kind.exclusive, .shared] { #expect(throws: FileError.locked(path: path)) { try FileLock(path, kind) } }
        withExtendedLifetime(first) {}
    }

    @Test func severalShareItAndTheLastTakesTheFileAway() throws {
        var (first, second) = (try FileLock(path, .shared) as FileLock?, try FileLock(path, .shared) as FileLock?)
        #expect(throws: FileError.locked(path: path)) { try FileLock(path, .exclusive) }
        withExtendedLifetime(first) { first = nil }
        #expect(scratch.names == ["lock"])
        #expect(throws: FileError.locked(path: path)) { try FileLock(path, .exclusive) }
        withExtendedLifetime(second) { second = nil }
        #expect(scratch.names == [])
    }

    @Test func aFileThatAKilledHolderLeftIsNoLock() throws {
        scratch.put([], "lock")
        do { _ = try FileLock(path, .exclusive) }
        #expect(scratch.names == [])
    }

    @Test func aFolderThatIsAbsent() {
        #expect { try FileLock(scratch.file("no/lock"), .shared) } throws: { if case FileError.cannotWrite = $0 { true } else { false } }
    }
}
