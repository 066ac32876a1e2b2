import Testing

@testable import Postgres

@Suite("The pool's decisions")
struct PoolStateTests {
    typealias Slot = PoolState.SlotID
    typealias Waiter = PoolState.WaiterID
    private let start = ContinuousClock.now
    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }
    private func slot(_ number: Int) -> Slot { Slot(number: number) }
    private func waiter(_ number: Int) -> Waiter { Waiter(number: number) }

    /// Without the requests to be called later.
    private func withoutWakes(_ actions: [PoolState.Action]) -> [PoolState.Action] {
        actions.filter { if case .wake = $0 { false } else { true } }
    }

    /// A pool with one session open and idle.
    private func warm(maximum: Int) -> PoolState {
        var pool = PoolState(maximum: maximum)
        _ = pool.acquire(waiter(0), now: at(0), deadline: at(1000))
        _ = pool.opened(slot(1), now: at(0))
        _ = pool.release(slot(1), reusable: true, now: at(0))
        return pool
    }

    @Test("the first caller opens a session and gets it; the next one reuses it")
    func opensAndReuses() {
        var pool = PoolState(maximum: 2)
        #expect(pool.acquire(waiter(1), now: at(0), deadline: at(100)) == [.open(slot(1)), .wake(at: at(100))])
        #expect(pool.opened(slot(1), now: at(1)) == [.lease(slot(1), to: waiter(1))])
        #expect(pool.release(slot(1), reusable: true, now: at(2)) == [])
        #expect(pool.acquire(waiter(2), now: at(3), deadline: at(103)) == [.lease(slot(1), to: waiter(2))])
        #expect(pool.statistics.leases == 2)
        #expect(pool.statistics.opened == 1)
    }

    @Test("never more than the maximum are open; who waits longest is served first")
    func boundedAndFair() {
        var pool = warm(maximum: 2)
        #expect(pool.acquire(waiter(1), now: at(0), deadline: at(100)) == [.lease(slot(1), to: waiter(1))])
        #expect(withoutWakes(pool.acquire(waiter(2), now: at(1), deadline: at(100))) == [.open(slot(2))])
        #expect(withoutWakes(pool.acquire(waiter(3), now: at(2), deadline: at(100))) == [])
        #expect(withoutWakes(pool.acquire(waiter(4), now: at(3), deadline: at(100))) == [])
        // The one who came first takes what comes free first, although a session is being opened because of it.
        #expect(pool.release(slot(1), reusable: true, now: at(4)) == [.lease(slot(1), to: waiter(2))])
        #expect(pool.opened(slot(2), now: at(5)) == [.lease(slot(2), to: waiter(3))])
        #expect(pool.release(slot(2), reusable: true, now: at(6)) == [.lease(slot(2), to: waiter(4))])
    }

    @Test("a broken session is closed and replaced when somebody waits")
    func replacesBroken() {
        var pool = warm(maximum: 1)
        _ = pool.acquire(waiter(1), now: at(0), deadline: at(100))
        _ = pool.acquire(waiter(2), now: at(0), deadline: at(100))
        #expect(withoutWakes(pool.release(slot(1), reusable: false, now: at(1))) == [.close(slot(1)), .open(slot(2))])
        #expect(pool.opened(slot(2), now: at(2)) == [.lease(slot(2), to: waiter(2))])
        #expect(pool.release(slot(2), reusable: false, now: at(3)) == [.close(slot(2))])
        #expect(pool.statistics.discarded == 2)
    }

    @Test("a waiter whose time is over gets the reason; the others wait on")
    func timesOut() {
        var pool = warm(maximum: 1)
        _ = pool.acquire(waiter(1), now: at(0), deadline: at(100))
        #expect(pool.acquire(waiter(2), now: at(10), deadline: at(110)) == [.wake(at: at(110))])
        #expect(pool.acquire(waiter(3), now: at(20), deadline: at(120)) == [])
        #expect(
            pool.tick(now: at(110)) == [
                .fail(waiter(2), .poolTimeout(waited: .milliseconds(100), lastFailure: nil)), .wake(at: at(120)),
            ])
        #expect(pool.release(slot(1), reusable: true, now: at(115)) == [.lease(slot(1), to: waiter(3))])
        #expect(pool.tick(now: at(120)) == [])
        #expect(pool.statistics.timeouts == 1)
    }

    @Test("a cancelled waiter is not served; one that was served already is not failed")
    func cancels() {
        var pool = warm(maximum: 1)
        _ = pool.acquire(waiter(1), now: at(0), deadline: at(100))
        _ = pool.acquire(waiter(2), now: at(0), deadline: at(100))
        _ = pool.acquire(waiter(3), now: at(0), deadline: at(100))
        #expect(pool.cancel(waiter(2)) == [.fail(waiter(2), .cancelled)])
        #expect(pool.release(slot(1), reusable: true, now: at(1)) == [.lease(slot(1), to: waiter(3))])
        #expect(pool.cancel(waiter(3)) == [])
        #expect(pool.cancel(waiter(2)) == [])
    }

    @Test("before the first success a failure to connect is everybody's at once")
    func failsFastAtFirst() {
        var pool = PoolState(maximum: 2)
        _ = pool.acquire(waiter(1), now: at(0), deadline: at(100))
        _ = pool.acquire(waiter(2), now: at(0), deadline: at(100))
        #expect(
            pool.openFailed(slot(1), reason: "no", now: at(1)) == [
                .fail(waiter(1), .connection("no")), .fail(waiter(2), .connection("no")),
            ])
        #expect(pool.openFailed(slot(2), reason: "no", now: at(1)) == [])
    }

    @Test("after it, waiters wait while it is tried again after 50, 100, 200 ms, up to 5 s, one session at a time")
    func backsOff() {
        var pool = warm(maximum: 2)
        _ = pool.acquire(waiter(1), now: at(0), deadline: at(60_000))
        _ = pool.acquire(waiter(2), now: at(0), deadline: at(60_000))
        _ = pool.acquire(waiter(3), now: at(0), deadline: at(60_000))
        // Slot 2 is being opened; slot 1 comes back broken: the server restarts.
        #expect(pool.openFailed(slot(2), reason: "refused", now: at(0)) == [.wake(at: at(50))])
        #expect(withoutWakes(pool.release(slot(1), reusable: false, now: at(10))) == [.close(slot(1))])
        #expect(pool.tick(now: at(50)).first == .open(slot(3)))
        #expect(withoutWakes(pool.openFailed(slot(3), reason: "refused", now: at(60))) == [])
        #expect(withoutWakes(pool.tick(now: at(159))) == [])
        #expect(withoutWakes(pool.tick(now: at(160))) == [.open(slot(4))])
        #expect(withoutWakes(pool.opened(slot(4), now: at(161))) == [.lease(slot(4), to: waiter(2)), .open(slot(5))])
        #expect(pool.opened(slot(5), now: at(162)) == [.lease(slot(5), to: waiter(3))])
    }

    @Test("a time-out while the server is down says what is wrong with it")
    func timeoutNamesFailure() {
        var pool = warm(maximum: 1)
        _ = pool.acquire(waiter(1), now: at(0), deadline: at(100))
        _ = pool.acquire(waiter(2), now: at(0), deadline: at(100))
        _ = pool.release(slot(1), reusable: false, now: at(1))
        _ = pool.openFailed(slot(2), reason: "refused", now: at(2))
        #expect(
            withoutWakes(pool.tick(now: at(100))).contains(
                .fail(waiter(2), .poolTimeout(waited: .milliseconds(100), lastFailure: "refused"))))
    }

    @Test("shutdown fails who waits, closes what is idle, waits for what is in use, and then is finished once")
    func shutsDown() {
        var pool = warm(maximum: 2)
        _ = pool.acquire(waiter(1), now: at(0), deadline: at(100))
        _ = pool.acquire(waiter(2), now: at(0), deadline: at(100))
        #expect(pool.shutDown() == [.fail(waiter(2), .shutDown)])
        #expect(pool.shutDown() == [])
        #expect(pool.acquire(waiter(3), now: at(1), deadline: at(100)) == [.fail(waiter(3), .shutDown)])
        #expect(pool.opened(slot(2), now: at(2)) == [.close(slot(2))])
        #expect(pool.release(slot(1), reusable: true, now: at(3)) == [.close(slot(1)), .finished])

        var idle = warm(maximum: 2)
        #expect(idle.shutDown() == [.close(slot(1)), .finished])
        var unused = PoolState(maximum: 1)
        #expect(unused.shutDown() == [.finished])
    }

    @Test(
        "whatever happens in whatever order, the bounds hold and every waiter gets exactly one answer",
        arguments: 1...40 as ClosedRange<UInt64>)
    func randomInterleavings(seed: UInt64) {
        var random = SplitMix(state: seed)
        var pool = PoolState(maximum: 3)
        var opening: Set<Slot> = []
        var leased: Set<Slot> = []
        var pending: Set<Waiter> = []
        var now = start
        var last = 0
        var finished = 0
        func perform(_ actions: [PoolState.Action]) {
            for action in actions {
                switch action {
                case .open(let slot): #expect(opening.insert(slot).inserted)
                case .lease(let slot, let waiter):
                    #expect(leased.insert(slot).inserted)
                    #expect(pending.remove(waiter) != nil)
                case .fail(let waiter, _): #expect(pending.remove(waiter) != nil)
                case .close, .wake: break
                case .finished: finished += 1
                }
            }
            #expect(opening.count + leased.count <= 3)
        }
        for _ in 0..<400 {
            now += .milliseconds(Int(random.next() % 40))
            switch random.next() % 7 {
            case 0, 1:
                last += 1
                pending.insert(waiter(last))
                perform(pool.acquire(waiter(last), now: now, deadline: now + .milliseconds(100)))
            case 2: if let slot = opening.popFirst() { perform(pool.opened(slot, now: now)) }
            case 3: if let slot = opening.popFirst() { perform(pool.openFailed(slot, reason: "x", now: now)) }
            case 4:
                if let slot = leased.popFirst() {
                    perform(pool.release(slot, reusable: random.next() % 3 > 0, now: now))
                }
            case 5: if let waiter = pending.randomElement(using: &random) { perform(pool.cancel(waiter)) }
            default: perform(pool.tick(now: now))
            }
        }
        perform(pool.shutDown())
        #expect(pending.isEmpty)
        while let slot = opening.popFirst() { perform(pool.opened(slot, now: now)) }
        while let slot = leased.popFirst() { perform(pool.release(slot, reusable: true, now: now)) }
        #expect(finished == 1)
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same sequence for the same seed.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
