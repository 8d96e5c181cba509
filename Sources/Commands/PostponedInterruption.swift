import Glibc
import Synchronization

/// Keeps the first SIGINT, SIGTERM or SIGHUP waiting while it lasts, so that outputs that belong together appear together or not at all.
///
/// A second signal of the same kind ends the process at once. A signal that the process was told to ignore stays ignored.
public final class PostponedInterruption {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]
    private static let received = Atomic<Int32>(0)
    private var former: [(signal: Int32, action: sigaction)] = []

    public init() {
        PostponedInterruption.received.store(0, ordering: .relaxed)
        for signal in PostponedInterruption.signals {
            var (old, new) = (sigaction(), sigaction())
            sigaction(signal, nil, &old)
            guard unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) else { continue }
            new.__sigaction_handler.sa_handler = { PostponedInterruption.received.store($0, ordering: .relaxed) }
            new.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART
            sigaction(signal, &new, nil)
            former.append((signal, old))
        }
    }

    /// Whether a signal waits.
    public var isWaiting: Bool { PostponedInterruption.received.load(ordering: .relaxed) != 0 }

    /// Lets signals through again, the one that waits first: it ends the process.
    public func end() {
        for (signal, var action) in former { sigaction(signal, &action, nil) }
        former = []
        let signal = PostponedInterruption.received.exchange(0, ordering: .relaxed)
        if signal != 0 { raise(signal) }
    }
}
