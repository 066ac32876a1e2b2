import Dispatch
public import Logging
public import ServiceLifecycle
import Synchronization

/// A bounded pool of sessions. It connects on first use; sessions that break are replaced, so it survives restarts of
/// the server.
///
/// It works without being run; as a ``Service`` it closes its sessions on graceful shutdown.
///
/// The decisions are ``PoolState``'s. They are performed under a lock rather than in an actor: taking and giving back a
/// session then costs no thread change, which is most of the price of a short statement.
public final class PostgresClient: Service {
    private struct Guarded: ~Copyable {
        var pool: PoolState
        var sessions: [PoolState.SlotID: PostgresSession] = [:]
        var waiters: [PoolState.WaiterID: CheckedContinuation<Result<Lease, PostgresError>, Never>] = [:]
        var cancelledEarly: Set<PoolState.WaiterID> = []
        var finished: [CheckedContinuation<Void, Never>] = []
        var isFinished = false
        var lastWaiter = 0
    }

    /// A session in use.
    struct Lease: Sendable {
        let slot: PoolState.SlotID
        let session: PostgresSession
    }

    /// The configuration that the client was made with.
    public let configuration: PostgresConfiguration
    let logger: Logger
    private let guarded: Mutex<Guarded>

    /// A client that has not connected yet.
    public init(_ configuration: PostgresConfiguration, logger: Logger = Logger(label: "postgres")) {
        self.configuration = configuration
        self.logger = logger
        guarded = Mutex(Guarded(pool: PoolState(maximum: configuration.maximumSessions)))
    }

    /// How the pool stands.
    public var statistics: PoolStatistics { guarded.withLock { $0.pool.statistics } }

    // MARK: Taking and giving back

    func acquire() async throws(PostgresError) -> Lease {
        while true {
            let lease = try await acquireUnverified()
            // Something to read on an idle session is its end, or a notice; only then a look is worth a thread change.
            guard isReadable(lease.session.socket) else { return lease }
            if await lease.session.verify() { return lease }
            logger.debug("discarding a session that ended while idle")
            release(lease, reusable: false)
        }
    }

    private func acquireUnverified() async throws(PostgresError) -> Lease {
        if Task.isCancelled { throw .cancelled }
        let id = guarded.withLock { guarded in
            guarded.lastWaiter += 1
            return PoolState.WaiterID(number: guarded.lastWaiter)
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                perform { guarded in
                    guarded.waiters[id] = continuation
                    if guarded.cancelledEarly.remove(id) != nil { return [.fail(id, .cancelled)] }
                    let now = ContinuousClock.now
                    return guarded.pool.acquire(id, now: now, deadline: now + configuration.acquireTimeout)
                }
            }
        } onCancel: {
            perform { guarded in
                // Before the continuation is there, the waiter is not in the pool either.
                if guarded.waiters[id] == nil { guarded.cancelledEarly.insert(id) }
                return guarded.pool.cancel(id)
            }
        }
        forgetCancellation(of: id)
        return try result.get()
    }

    /// A cancel that came after the session was handed over left its mark.
    private func forgetCancellation(of id: PoolState.WaiterID) {
        guarded.withLock { _ = $0.cancelledEarly.remove(id) }
    }

    func release(_ lease: Lease, reusable: Bool) {
        perform { $0.pool.release(lease.slot, reusable: reusable, now: .now) }
    }

    // MARK: Performing the pool's decisions

    private func perform(_ decide: (inout Guarded) -> [PoolState.Action]) {
        // What calls back, resumes or frees happens outside of the lock.
        var later: [() -> Void] = []
        guarded.withLock { guarded in
            for action in decide(&guarded) { later.append(prepare(action, &guarded)) }
        }
        for step in later { step() }
    }

    private func prepare(_ action: PoolState.Action, _ guarded: inout Guarded) -> () -> Void {
        switch action {
        case .open(let slot): return { self.open(slot) }
        case .lease(let slot, let waiter):
            let continuation = guarded.waiters.removeValue(forKey: waiter)
            guard let session = guarded.sessions[slot] else {
                return { continuation?.resume(returning: .failure(.connection("the session is gone"))) }
            }
            return { continuation?.resume(returning: .success(Lease(slot: slot, session: session))) }
        case .fail(let waiter, let error):
            let continuation = guarded.waiters.removeValue(forKey: waiter)
            return { continuation?.resume(returning: .failure(error)) }
        case .close(let slot):
            let session = guarded.sessions.removeValue(forKey: slot)
            return { withExtendedLifetime(session) {} }
        case .wake(let instant): return { self.wake(at: instant) }
        case .finished:
            guarded.isFinished = true
            let waiting = guarded.finished
            guarded.finished = []
            return { for continuation in waiting { continuation.resume() } }
        }
    }

    private func open(_ slot: PoolState.SlotID) {
        PostgresSession.open(configuration) { [weak self] result in
            guard let self else { return }
            switch result {
            case .success(let session):
                perform { guarded in
                    guarded.sessions[slot] = session
                    return guarded.pool.opened(slot, now: .now)
                }
            case .failure(let error):
                logger.warning("cannot open a database session", metadata: ["error": "\(error)"])
                let reason = if case .connection(let message) = error { message } else { "\(error)" }
                perform { $0.pool.openFailed(slot, reason: reason, now: .now) }
            }
        }
    }

    private func wake(at instant: ContinuousClock.Instant) {
        let pause = max(.zero, instant - .now).components
        let nanoseconds = Int(pause.seconds) * 1_000_000_000 + Int(pause.attoseconds / 1_000_000_000) + 1
        DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) { [weak self] in
            self?.perform { $0.pool.tick(now: .now) }
        }
    }

    // MARK: Lifecycle

    /// Waits for graceful shutdown, then closes the sessions.
    public func run() async throws {
        // Cancelled or asked gracefully: the sessions are closed either way.
        do {
            try await gracefulShutdown()
        } catch {
            await shutDown()
            throw error
        }
        await shutDown()
    }

    /// Hands out no more sessions and waits for those in use to come back.
    public func shutDown() async {
        perform { $0.pool.shutDown() }
        await withCheckedContinuation { continuation in
            let isFinished = guarded.withLock { guarded in
                if !guarded.isFinished { guarded.finished.append(continuation) }
                return guarded.isFinished
            }
            if isFinished { continuation.resume() }
        }
    }
}
