import Synchronization
public import Vocabulary

extension MeasuringProcedure {
    /// Measures with `slots` requests in flight at once (MLPerf: offline). Requests go on without a gap from the warm-up into the
    /// measuring; the measured time begins with the end of one request and ends with the end of another.
    ///
    /// - Parameters:
    ///   - slots: Requests in flight; each has a thread of its own.
    ///   - request: Does a request of slot `slot` with input `index`; never called twice at once for one slot.
    /// - Throws: What a request throws, or `failed` when the system gives no thread.
    public mutating func offline(
        slots: Int,
        _ request: @escaping @Sendable (_ slot: Int, _ index: Int) throws(AttemptFailure) -> Void
    ) throws(AttemptFailure) -> Measurement {
        let frame = begin()
        let flight = Flight(request)
        var started = 0
        while started < slots, flight.start(slot: started, of: slots) { started += 1 }
        defer { flight.stopAndWait() }
        guard started == slots else {
            throw AttemptFailure(code: .failed, message: "the system gave \(started) of \(slots) threads")
        }
        var warmUp = WarmUp(settings)
        var decision = WarmUp.Decision.goOn
        var settled = false
        var window: Window?
        let warmUpStart = MonotonicClock.nanoseconds()
        while window?.reason == nil {
            for completion in try flight.takeCompletions() where window?.reason == nil {
                if var current = window {
                    if completion.moment > current.start.moment { advance(&current, completion) }
                    window = current
                } else {
                    decision = warmUp.record(
                        completion.milliseconds, elapsed: MonotonicClock.seconds(since: warmUpStart))
                    if decision != .goOn {
                        settled = decision == .settled
                        window = startWindow(at: completion.moment)
                    }
                }
            }
            if window == nil { channel.send(.progress(fraction: 0.1, stage: "warm-up")) }
        }
        flight.stopAndWait()
        guard let window else { throw AttemptFailure(code: .failed, message: "nothing was measured") }
        return end(frame, window, warmUp: warmUp.count, settled: settled, slots: slots)
    }

    /// Takes a sample that ended some while ago: the window ends when the request did, not when it was noticed.
    private mutating func advance(_ window: inout Window, _ completion: Completion) {
        advance(&window, completion.milliseconds)
        window.elapsed = Double(completion.moment - window.start.moment) / 1e9
    }
}

/// A request that ended.
struct Completion: Sendable {
    let moment: UInt64
    let milliseconds: Double
}

/// Requests that are kept in flight by one thread each.
private final class Flight: Sendable {
    private struct State {
        var completions: [Completion] = []
        var failure: AttemptFailure?
        var isStopping = false
        var running = 0
    }

    private let state = Mutex(State())
    private let request: @Sendable (Int, Int) throws(AttemptFailure) -> Void

    init(_ request: @escaping @Sendable (Int, Int) throws(AttemptFailure) -> Void) { self.request = request }

    func start(slot: Int, of slots: Int) -> Bool {
        state.withLock { $0.running += 1 }
        let thread = SystemThread { [self] in
            fly(slot: slot, of: slots)
            state.withLock { $0.running -= 1 }
        }
        guard let thread else {
            state.withLock { $0.running -= 1 }
            return false
        }
        thread.detach()
        return true
    }

    private func fly(slot: Int, of slots: Int) {
        var index = slot
        while !state.withLock({ $0.isStopping }) {
            let begin = MonotonicClock.nanoseconds()
            do throws(AttemptFailure) {
                try request(slot, index)
            } catch {
                state.withLock { $0.failure = error }
                return
            }
            let end = MonotonicClock.nanoseconds()
            let completion = Completion(moment: end, milliseconds: Double(end - begin) / 1e6)
            state.withLock { $0.completions.append(completion) }
            index += slots
        }
    }

    /// What ended since the last call, in order; waits a moment when nothing did, so that asking costs nothing.
    func takeCompletions() throws(AttemptFailure) -> [Completion] {
        MonotonicClock.sleep(seconds: 0.01)
        let (completions, failure) = state.withLock { state in
            defer { state.completions.removeAll(keepingCapacity: true) }
            return (state.completions, state.failure)
        }
        if let failure { throw failure }
        return completions
    }

    /// Lets every thread end after the request that it does now.
    func stopAndWait() {
        state.withLock { $0.isStopping = true }
        while state.withLock({ $0.running > 0 }) { MonotonicClock.sleep(seconds: 0.001) }
    }
}
