/// Adds up the time that passes in each of several stages.
struct StageClock<Stage: Hashable> {
    /// Seconds by stage.
    private(set) var seconds: [Stage: Double] = [:]
    private var current: (stage: Stage, since: ContinuousClock.Instant)

    /// Starts in a stage.
    init(_ stage: Stage) { current = (stage, .now) }

    /// Ends the current stage and begins another, or the same again.
    mutating func begin(_ stage: Stage) {
        end()
        current = (stage, .now)
    }

    /// Counts the current stage up to this moment.
    mutating func end() {
        let now = ContinuousClock.now
        seconds[current.stage, default: 0] += current.since.duration(to: now).seconds
        current.since = now
    }
}
