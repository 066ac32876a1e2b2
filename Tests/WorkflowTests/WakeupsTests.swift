import HTTPTesting
import Testing

@testable import Workflow

/// A wait of an hour stands for "for ever": the time limit is what catches a wake-up that was lost.
@Suite("Wake-ups", .timeLimit(.minutes(1)))
struct WakeupsTests {
    private let wakeups = Wakeups()
    private let forEver = Duration.seconds(3600)

    @Test("a wait whose ticket is older than the last signal ends at once")
    func staleTicket() async {
        let ticket = await wakeups.ticket()
        await wakeups.signal()
        await wakeups.wait(after: ticket, atMost: forEver)
        #expect(await wakeups.ticket() != ticket)
    }

    @Test("a signal before the ticket wakes nobody after it")
    func earlierSignal() async {
        await wakeups.signal()
        let ticket = await wakeups.ticket()
        let start = ContinuousClock.now
        await wakeups.wait(after: ticket, atMost: .milliseconds(20))
        #expect(start.duration(to: .now) >= .milliseconds(20))
        #expect(await wakeups.ticket() == ticket)
    }

    @Test("one signal wakes everyone, whether they wait already or are about to", arguments: [1, 100])
    func everyone(count: Int) async {
        let (wakeups, forEver) = (wakeups, forEver)
        // Many rounds, because whether a waiter is already asleep when the signal comes is up to the scheduler.
        for _ in 0..<50 {
            await withDiscardingTaskGroup { group in
                let ready = (0..<count).map { _ in Signal() }
                for signal in ready {
                    group.addTask {
                        let ticket = await wakeups.ticket()
                        signal.fire()
                        await wakeups.wait(after: ticket, atMost: forEver)
                    }
                }
                for signal in ready { await signal.wait() }
                await wakeups.signal()
            }
        }
    }

    @Test("a wait ends when its task is cancelled, and the others go on")
    func cancellation() async {
        let (wakeups, forEver) = (wakeups, forEver)
        for _ in 0..<50 {
            let ticket = await wakeups.ticket()
            let started = Signal()
            let cancelled = Task {
                started.fire()
                await wakeups.wait(after: ticket, atMost: forEver)
            }
            let other = Task { await wakeups.wait(after: ticket, atMost: forEver) }
            await started.wait()
            cancelled.cancel()
            await cancelled.value
            #expect(await wakeups.ticket() == ticket)
            await wakeups.signal()
            await other.value
        }
    }

    @Test("a task that is cancelled already does not wait")
    func cancelledBefore() async {
        let (wakeups, forEver) = (wakeups, forEver)
        let go = Signal()
        let ticket = await wakeups.ticket()
        let task = Task {
            await go.wait()
            await wakeups.wait(after: ticket, atMost: forEver)
        }
        task.cancel()
        go.fire()
        await task.value
    }

    @Test("closing ends every wait, also later ones")
    func closing() async {
        let (wakeups, forEver) = (wakeups, forEver)
        let ticket = await wakeups.ticket()
        let started = Signal()
        let waiting = Task {
            started.fire()
            await wakeups.wait(after: ticket, atMost: forEver)
        }
        await started.wait()
        #expect(await !wakeups.isClosed)
        await wakeups.close()
        await waiting.value
        #expect(await wakeups.isClosed)
        await wakeups.wait(after: await wakeups.ticket(), atMost: forEver)
    }
}
