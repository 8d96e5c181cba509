/// How far a batch is.
public struct BatchProgress: Sendable, Equatable {
    /// Cases segmented by this run.
    public var done = 0
    /// Cases that an earlier run had done.
    public var kept = 0
    public var failed = 0
    /// Cases still to do.
    public var left: Int
    /// Seconds until the end, from the time that the cases so far took; nil before the first is done.
    public var secondsLeft: Double?
}
