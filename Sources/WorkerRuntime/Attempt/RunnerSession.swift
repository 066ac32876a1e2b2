import FoundationEssentials
import Glibc
import HTTPClient
import Synchronization
import Vocabulary
import Wire

/// One runner's life, on a thread of its own that starts it, feeds it, reads it, watches it and reaps it.
final class RunnerSession: Sendable {
    /// What a runner is started with.
    struct Plan: Sendable {
        var child: ChildPlan
        /// Written to its standard input, followed by a line feed; the pipe then stays open.
        var request: Data
        var limits: RunnerWatch.Limits
    }

    private struct State {
        var buffer = EventBuffer()
        var stop: StopReason?
        var failure: AttemptFailure?
        var end: RunnerEnd?
        var waiting: CheckedContinuation<RunnerEnd, Never>?
    }

    private let state = Mutex(State())
    private let wakeReading: Descriptor
    private let wakeWriting: Descriptor
    private let start = ContinuousClock.now
    private let due: AsyncStream<Void>.Continuation

    /// Says when a batch of events should leave; ends with the runner.
    let batchesDue: AsyncStream<Void>

    /// Starts the thread.
    ///
    /// - Throws: ``ChildError`` when the thread cannot be had. A runner that cannot be started is an end of the session instead.
    static func start(_ plan: Plan) throws(ChildError) -> RunnerSession {
        let session = try RunnerSession(wake: try Descriptor.pipe())
        guard SystemThread.start({ session.live(plan) }) else { throw .noThread }
        return session
    }

    private init(wake: consuming PipeEnds) throws(ChildError) {
        try wake.reading.makeNonBlocking()
        try wake.writing.makeNonBlocking()
        (batchesDue, due) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        // Descriptors cannot be moved out of one value in two steps: duplicates are closed apart from it.
        wakeReading = Descriptor(adopting: fcntl(wake.reading.number, F_DUPFD_CLOEXEC, 3))
        wakeWriting = Descriptor(adopting: fcntl(wake.writing.number, F_DUPFD_CLOEXEC, 3))
    }

    /// Wants the runner to end.
    func stop(_ reason: StopReason) {
        state.withLock { state in
            if state.stop == nil || reason == .lost { state.stop = reason }
        }
        wake()
    }

    /// What the runner said cannot be carried out: it is killed, and this is how it ended.
    func fail(_ failure: AttemptFailure) {
        state.withLock { $0.failure = $0.failure ?? failure }
        wake()
    }

    /// The share done that the runner last told.
    var progress: Double? { state.withLock { $0.buffer.progress } }

    /// The events to send next; the same ones until ``acknowledge()``.
    func nextBatch() -> EventsBody? { state.withLock { $0.buffer.nextBatch() } }

    /// What was sent is stored; a runner that was not read for lack of room is read again.
    func acknowledge() {
        state.withLock { $0.buffer.acknowledge() }
        wake()
    }

    /// Waits for the end; one caller at a time.
    func end() async -> RunnerEnd {
        await withCheckedContinuation { continuation in
            let end = state.withLock { state in
                if state.end == nil { state.waiting = continuation }
                return state.end
            }
            if let end { continuation.resume(returning: end) }
        }
    }

    private func wake() { _ = wakeWriting.write([0]) }

    private var now: Duration { ContinuousClock.now - start }

    private func finish(_ end: RunnerEnd) {
        let waiting = state.withLock { state in
            state.end = end
            defer { state.waiting = nil }
            return state.waiting
        }
        due.finish()
        waiting?.resume(returning: end)
    }

    // MARK: On the session's thread

    private func live(_ plan: Plan) {
        do throws(ChildError) {
            finish(try watch(plan))
        } catch {
            finish(
                .finished(
                    FinishBody(
                        failure: AttemptFailure(code: .agent, message: "the runner could not be started: \(error)"))))
        }
    }

    private func watch(_ plan: Plan) throws(ChildError) -> RunnerEnd {
        var child = try Child.start(plan.child)
        try child.input.makeNonBlocking()
        try child.output.makeNonBlocking()
        try child.error.makeNonBlocking()
        var view = SessionView(limits: plan.limits, group: child.pid)
        var unsent = ArraySlice(Array(plan.request) + [0x0A])
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !child.hasEnded {
            waitForSomething(child, feeding: !unsent.isEmpty)
            unsent = Self.feed(child, unsent)
            read(&child, &buffer, &view, evenWhenFull: false)
            if let failure = state.withLock({ $0.failure }) { view.fail(failure) }
            obey(view.look(stopping: state.withLock { $0.stop }, at: now), child)
            passOn(view.takeEvents())
        }
        child.signalGroup(SIGKILL)
        read(&child, &buffer, &view, evenWhenFull: true)
        view.finishReading(at: now)
        passOn(view.takeEvents())
        return view.watch.end(child.reap(), lastErrorLines: view.lastErrorLines)
    }

    /// Waits until a pipe, the child's end or a wake-up has news, at most until memory is looked at again.
    private func waitForSomething(_ child: borrowing Child, feeding: Bool) {
        let isFull = state.withLock { $0.buffer.isFull }
        let reading = Int16(POLLIN)
        var polls = [
            pollfd(fd: wakeReading.number, events: reading, revents: 0),
            pollfd(fd: isFull ? -1 : child.output.number, events: reading, revents: 0),
            pollfd(fd: child.error.number, events: reading, revents: 0),
            pollfd(fd: child.exit.number, events: reading, revents: 0),
            pollfd(fd: feeding ? child.input.number : -1, events: Int16(POLLOUT), revents: 0),
        ]
        let milliseconds: Int32 = child.exit.number < 0 ? 20 : SessionView.lookMilliseconds
        unsafe poll(&polls, nfds_t(polls.count), milliseconds)
        if polls[0].revents != 0 {
            var drained = [UInt8](repeating: 0, count: 64)
            while case .count = wakeReading.read(into: &drained) {}
        }
    }

    private static func feed(_ child: borrowing Child, _ unsent: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard !unsent.isEmpty else { return unsent }
        switch child.input.write(unsent) {
        case .count(let count): return unsent.dropFirst(count)
        case .wouldBlock: return unsent
        case .ended: return []  // it closed its input: whatever that means, its end will tell
        }
    }

    private func read(
        _ child: inout Child, _ buffer: inout [UInt8], _ view: inout SessionView, evenWhenFull: Bool
    ) {
        // A few pieces at a time, so that a runner that floods is still looked at.
        for _ in 0..<(evenWhenFull ? 4096 : 16) {
            if !evenWhenFull, state.withLock({ $0.buffer.isFull }) { break }
            guard let bytes = child.readOutput(&buffer) else { break }
            view.output(bytes, at: now)
            passOn(view.takeEvents())
        }
        for _ in 0..<(evenWhenFull ? 4096 : 16) {
            guard let bytes = child.readError(&buffer) else { break }
            view.error(bytes, at: now)
        }
    }

    private func obey(_ orders: [RunnerWatch.Order], _ child: borrowing Child) {
        for order in orders { child.signalGroup(order == .kill ? SIGKILL : SIGTERM) }
    }

    private func passOn(_ events: [RunnerEvent]) {
        let now = now
        let isDue = state.withLock { state in
            for event in events { state.buffer.add(event, at: now) }
            return state.buffer.isDue(at: now)
        }
        if isDue { due.yield() }
    }
}
