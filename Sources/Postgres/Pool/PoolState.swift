/// The decisions of a session pool, as a value: what happens goes in, what is to be done comes out.
///
/// Waiters are served first come, first served; idle sessions last in, first out, so that few stay warm. A session that
/// could not be opened is tried again after a pause that doubles from 50 ms to 5 s while anybody waits. Until a session
/// has been opened once, a failure is reported to the waiters at once: then it is more likely a wrong address than a
/// restart.
struct PoolState {
    typealias Instant = ContinuousClock.Instant

    /// A session, from the decision to open it until it is closed.
    struct SlotID: Hashable, Sendable { let number: Int }
    /// A caller that waits for a session.
    struct WaiterID: Hashable, Sendable { let number: Int }

    /// What is to be done. The order matters only within one waiter or slot.
    enum Action: Equatable {
        /// Open a session for this slot and report `opened` or `openFailed`.
        case open(SlotID)
        /// Hand the slot's session to the waiter.
        case lease(SlotID, to: WaiterID)
        /// End the wait with an error.
        case fail(WaiterID, PostgresError)
        /// Drop the slot's session.
        case close(SlotID)
        /// Call `tick` at this time, or soon after. Replaces no earlier request.
        case wake(at: Instant)
        /// Shut down and nothing is left open.
        case finished
    }

    private enum Slot { case opening, idle, leased }
    private struct Waiter {
        let id: WaiterID
        let since: Instant
        let deadline: Instant
    }

    private static let firstPause = Duration.milliseconds(50)
    private static let longestPause = Duration.seconds(5)

    let maximum: Int
    private var slots: [SlotID: Slot] = [:]
    private var idle: [SlotID] = []
    private var waiters: [Waiter] = []
    private var lastNumber = 0
    private var failures = 0
    private var lastFailure: String?
    private var pauseUntil: Instant?
    private var nextWake: Instant?
    private var isShutDown = false
    private(set) var counters = PoolStatistics()

    init(maximum: Int) { self.maximum = max(1, maximum) }

    /// What the pool looks like now.
    var statistics: PoolStatistics {
        var result = counters
        result.idle = idle.count
        result.waiting = waiters.count
        result.leased = slots.values.count { $0 == .leased }
        result.opening = slots.values.count { $0 == .opening }
        return result
    }

    /// Somebody wants a session.
    mutating func acquire(_ id: WaiterID, now: Instant, deadline: Instant) -> [Action] {
        guard !isShutDown else { return [.fail(id, .shutDown)] }
        if waiters.isEmpty, let slot = idle.popLast() { return [lease(slot, to: id)] }
        waiters.append(Waiter(id: id, since: now, deadline: deadline))
        return openWhatIsNeeded(now: now) + wake(now: now)
    }

    /// A waiter is not interested any more. One that was served already gives its session back instead.
    mutating func cancel(_ id: WaiterID) -> [Action] {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return [] }
        waiters.remove(at: index)
        return [.fail(id, .cancelled)]
    }

    /// A session has been opened.
    mutating func opened(_ slot: SlotID, now: Instant) -> [Action] {
        guard slots[slot] == .opening else { return [.close(slot)] }
        failures = 0
        lastFailure = nil
        pauseUntil = nil
        counters.opened += 1
        guard !isShutDown else { return discard(slot, now: now) }
        return serve(slot) + openWhatIsNeeded(now: now)
    }

    /// A session could not be opened.
    mutating func openFailed(_ slot: SlotID, reason: String, now: Instant) -> [Action] {
        guard slots.removeValue(forKey: slot) != nil else { return [] }
        failures += 1
        counters.failedOpens += 1
        lastFailure = reason
        if isShutDown { return slots.isEmpty ? [.finished] : [] }
        if counters.opened == 0 {
            defer { waiters.removeAll() }
            return waiters.map { .fail($0.id, .connection(reason)) }
        }
        let pause = Self.firstPause * (1 << min(failures - 1, 10))
        pauseUntil = now + min(pause, Self.longestPause)
        return wake(now: now)
    }

    /// A session comes back; a broken one is replaced when somebody waits.
    mutating func release(_ slot: SlotID, reusable: Bool, now: Instant) -> [Action] {
        guard slots[slot] == .leased else { return [] }
        if !reusable || isShutDown { return discard(slot, now: now) }
        return serve(slot)
    }

    /// Time has passed: waits may be over, a pause may have ended.
    mutating func tick(now: Instant) -> [Action] {
        if let at = nextWake, at <= now { nextWake = nil }
        let expired = waiters.filter { $0.deadline <= now }
        waiters.removeAll { $0.deadline <= now }
        counters.timeouts += expired.count
        let failed = expired.map { waiter in
            Action.fail(waiter.id, .poolTimeout(waited: now - waiter.since, lastFailure: lastFailure))
        }
        return failed + openWhatIsNeeded(now: now) + wake(now: now)
    }

    /// No more sessions are handed out; those in use are closed as they come back.
    mutating func shutDown() -> [Action] {
        guard !isShutDown else { return [] }
        isShutDown = true
        var actions = waiters.map { Action.fail($0.id, .shutDown) }
        waiters.removeAll()
        for slot in idle {
            slots[slot] = nil
            actions.append(.close(slot))
        }
        idle.removeAll()
        return actions + (slots.isEmpty ? [.finished] : [])
    }

    private mutating func lease(_ slot: SlotID, to waiter: WaiterID) -> Action {
        slots[slot] = .leased
        counters.leases += 1
        return .lease(slot, to: waiter)
    }

    private mutating func serve(_ slot: SlotID) -> [Action] {
        guard waiters.isEmpty else { return [lease(slot, to: waiters.removeFirst().id)] }
        slots[slot] = .idle
        idle.append(slot)
        return []
    }

    private mutating func discard(_ slot: SlotID, now: Instant) -> [Action] {
        slots[slot] = nil
        counters.discarded += 1
        if isShutDown { return [.close(slot)] + (slots.isEmpty ? [.finished] : []) }
        return [.close(slot)] + openWhatIsNeeded(now: now) + wake(now: now)
    }

    /// One opening per waiter that none is under way for, within the maximum; only one while the server seems down.
    private mutating func openWhatIsNeeded(now: Instant) -> [Action] {
        if isShutDown { return [] }
        if let pauseUntil, pauseUntil > now { return [] }
        var opening = slots.values.count { $0 == .opening }
        let wanted = failures > 0 ? min(1, waiters.count) : waiters.count
        var actions: [Action] = []
        while opening < wanted, slots.count < maximum {
            lastNumber += 1
            let slot = SlotID(number: lastNumber)
            slots[slot] = .opening
            opening += 1
            actions.append(.open(slot))
        }
        return actions
    }

    /// Asks for one `tick` at the earliest time that something is due, unless one is asked for already.
    private mutating func wake(now: Instant) -> [Action] {
        guard !waiters.isEmpty else { return [] }
        var due = waiters.map(\.deadline)
        if let pauseUntil, pauseUntil > now { due.append(pauseUntil) }
        guard let earliest = due.min() else { return [] }
        if let nextWake, nextWake <= earliest { return [] }
        nextWake = earliest
        return [.wake(at: earliest)]
    }
}

/// What a pool did and how it stands.
public struct PoolStatistics: Sendable, Equatable {
    /// Sessions that nobody uses.
    public internal(set) var idle = 0
    /// Sessions in use.
    public internal(set) var leased = 0
    /// Sessions being opened.
    public internal(set) var opening = 0
    /// Callers that wait.
    public internal(set) var waiting = 0
    /// Sessions opened since the start.
    public internal(set) var opened = 0
    /// Attempts to open one that failed.
    public internal(set) var failedOpens = 0
    /// Sessions closed because they were broken or left in a transaction.
    public internal(set) var discarded = 0
    /// Times that a session was handed out.
    public internal(set) var leases = 0
    /// Callers that gave up waiting.
    public internal(set) var timeouts = 0
}
