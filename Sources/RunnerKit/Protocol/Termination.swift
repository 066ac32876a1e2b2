import Glibc
import Synchronization

/// SIGTERM for jobs that can save their work: instead of ending the process, the signal only asks.
///
/// Call ``catchSignal()`` before the work begins, look at ``isRequested`` between two steps, and when it is set write a checkpoint, name it
/// with an artifact event and call ``leave()``. The agent waits 3 seconds before it kills the process.
public enum Termination {
    /// From now on SIGTERM sets ``isRequested``. The end of standard input still ends the process: nobody would store the checkpoint.
    public static func catchSignal() {
        // Made before the handler may run: a global is initialised at its first use.
        terminationIsRequested.store(false, ordering: .relaxed)
        signal(SIGTERM) { _ in terminationIsRequested.store(true, ordering: .relaxed) }
    }

    /// Whether the process was asked to end.
    public static var isRequested: Bool { terminationIsRequested.load(ordering: .relaxed) }

    /// Ends the process as one whose work is saved, with ``ExitCode/stopped``.
    public static func leave() -> Never { _exit(ExitCode.stopped.rawValue) }
}

/// Outside of the type, because a signal's handler may capture nothing.
private let terminationIsRequested = Atomic<Bool>(false)
