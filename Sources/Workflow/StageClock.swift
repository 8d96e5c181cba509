/// Adds up the time that passes in each of several stages.
package struct StageClock<Stage: Hashable> {
    /// Seconds by stage.
    package private(set) var seconds: [Stage: Double] = [:]
    private var current: (stage: Stage, since: ContinuousClock.Instant)

    /// Starts in a stage.
    package init(_ stage: Stage) { current = (stage, .now) }

    /// Ends the current stage and begins another, or the same again.
    package mutating func begin(_ stage: Stage) {
        end()
        current = (stage, .now)
    }

    /// Counts the current stage up to this moment.
    package mutating func end() {
        let now = ContinuousClock.now
        seconds[current.stage, default: 0] += current.since.duration(to: now).seconds
        current.since = now
    }
}
