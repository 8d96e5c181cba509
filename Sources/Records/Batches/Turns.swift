import Foundation

/// Lets threads do numbered steps one after the other, in the order of their numbers.
final class Turns {
    private let condition = NSCondition()
    private var next = 0

    /// Waits until all steps of lower number are done, then does this one. Each number from 0 must be taken once.
    func take(_ number: Int, _ step: () -> Void) {
        condition.lock()
        while next != number { condition.wait() }
        condition.unlock()
        step()
        condition.lock()
        next += 1
        condition.broadcast()
        condition.unlock()
    }

    /// Does something while no other thread does.
    func exclusively<Result>(_ body: () -> Result) -> Result {
        condition.lock()
        defer { condition.unlock() }
        return body()
    }
}
