import Foundation

/// How long something takes, whatever else the machine has to do: a busy machine stretches the clock's time, and leaves
/// the processor's as it is.
public enum ProcessorTime {
    /// What does not end after so long hangs without computing.
    private static let net = Duration.seconds(30)

    /// The processor time of this process, with the children that have ended, while `body` runs.
    ///
    /// Other threads of the process count as well, so that it is never more than the clock's time; where that reaches
    /// half a minute, it is the clock's.
    public static func of(_ body: () throws -> Void) rethrows -> Duration {
        let (start, before) = (ContinuousClock.now, used)
        try body()
        let (time, processor) = (ContinuousClock.now - start, used - before)
        return time < net ? min(time, processor) : time
    }

    private static var used: Duration { used(RUSAGE_SELF) + used(RUSAGE_CHILDREN) }

    private static func used(_ who: __rusage_who) -> Duration {
        var usage = rusage()
        guard getrusage(who.rawValue, &usage) == 0 else { preconditionFailure("getrusage: errno \(errno)") }
        return [usage.ru_utime, usage.ru_stime].reduce(.zero) {
            $0 + .seconds($1.tv_sec) + .microseconds($1.tv_usec)
        }
    }
}
