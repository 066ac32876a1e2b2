import Foundation

/// A thread that belongs to one session: it opens the connection, then runs the session's jobs one after the other.
///
/// libpq calls and polls block. On the cooperative pool, which has one thread per core, two blocked sessions would stop a
/// two-core server; here they block a thread that has nothing else to do.
///
/// `@unchecked Sendable`: `jobs`, `stopped` and `owner` are touched only while `condition` is locked.
final class SessionThread: SerialExecutor, @unchecked Sendable {
    private let condition = NSCondition()
    private var jobs: [UnownedJob] = []
    private var stopped = false
    private var owner: Thread?

    /// Starts the thread; `opening` is the first thing that it does.
    static func start(opening: @escaping @Sendable (SessionThread) -> Void) {
        let executor = SessionThread()
        let thread = Thread {
            executor.adoptCurrentThread()
            opening(executor)
            executor.run()
        }
        thread.name = "postgres"
        thread.start()
    }

    /// Lets code that runs on the thread, but not as a job, say that it is on the session's executor.
    func checkIsolated() {
        condition.lock()
        let isHere = owner === Thread.current
        condition.unlock()
        precondition(isHere, "not on the session's thread")
    }

    /// Takes over a job of the session.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        condition.lock()
        jobs.append(job)
        condition.signal()
        condition.unlock()
    }

    /// Ends the thread once the jobs at hand are done.
    func stop() {
        condition.lock()
        stopped = true
        condition.signal()
        condition.unlock()
    }

    private func adoptCurrentThread() {
        condition.lock()
        owner = Thread.current
        condition.unlock()
    }

    private func run() {
        var batch: [UnownedJob] = []
        while true {
            condition.lock()
            while jobs.isEmpty, !stopped { condition.wait() }
            swap(&batch, &jobs)
            condition.unlock()
            if batch.isEmpty { return }
            for job in batch { unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
            batch.removeAll(keepingCapacity: true)
        }
    }
}
