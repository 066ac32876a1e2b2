public import Vocabulary

/// What an engine adds to the protocol: who it is and how it does one job. `RunnerProcess` does the rest.
public protocol Runner {
    /// Says what this runner can do on this machine.
    ///
    /// - Throws: The reason why it can do nothing here, as a library that does not load.
    func describe() throws(AttemptFailure) -> RunnerDescription

    /// Does one job on the calling thread; the process is stopped from outside when nobody wants the result any more.
    ///
    /// - Parameters:
    ///   - request: What to do, within which limits.
    ///   - channel: Where progress, numbers and log lines go meanwhile; not the last event.
    /// - Returns: What was measured; it becomes the last event.
    /// - Throws: Why nothing was measured; it becomes the last event.
    func perform(_ request: RunnerRequest, reporting channel: EventChannel) throws(AttemptFailure) -> RunResult
}
