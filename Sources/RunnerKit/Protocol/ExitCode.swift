/// How a runner's process ends; the codes from 64 on are those of `sysexits.h`. The last event counts for more than the code.
public enum ExitCode: Int32, Sendable, CaseIterable {
    /// The last event is a result, or a description was printed.
    case done = 0
    /// The last event is a failure.
    case failed = 1
    /// The command line was not understood; nothing was written.
    case usage = 64
    /// The request was not understood; the last event is a failure.
    case request = 65
    /// `describe` found that the engine does not work here; the reason is on standard error.
    case unavailable = 69
    /// Events could not be written, as when the agent has gone.
    case output = 74
    /// Standard input was closed before the end, which asks the runner to stop; or SIGTERM came and the work is saved in a checkpoint.
    case stopped = 75
}
