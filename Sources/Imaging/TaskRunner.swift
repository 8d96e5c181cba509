/// Calls `body` with every number from 0 to below `count`, in any order and possibly at once, and returns when all calls have.
package typealias TaskRunner = (_ count: Int, _ body: (Int) -> Void) -> Void

/// One after the other.
package func runInOrder(_ count: Int, _ body: (Int) -> Void) {
    for task in 0..<count { body(task) }
}
