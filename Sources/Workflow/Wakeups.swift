/// Lets long polls sleep until there may be work: a submit in this process, or a notification from another coordinator.
public actor Wakeups {
    /// A moment between two signals.
    public struct Ticket: Hashable, Sendable { fileprivate let generation: UInt64 }

    /// Whether nobody may wait any more: the coordinator is shutting down.
    public private(set) var isClosed = false
    private var generation: UInt64 = 0
    private var nextWaiter: UInt64 = 0
    private var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]

    /// Nobody waits yet.
    public init() {}

    /// The present moment.
    public func ticket() -> Ticket { Ticket(generation: generation) }

    /// Wakes everyone who waits.
    public func signal() {
        generation += 1
        let woken = waiters.values
        waiters = [:]
        for waiter in woken { waiter.resume() }
    }

    /// Ends every wait, also those that begin later.
    public func close() {
        isClosed = true
        signal()
    }

    /// Returns at the first signal after `ticket`, when the time is over, or when the task is cancelled.
    public func wait(after ticket: Ticket, atMost duration: Duration) async {
        guard ticket.generation == generation, !isClosed, !Task.isCancelled else { return }
        nextWaiter += 1
        let number = nextWaiter
        let timer = Task { [weak self] in
            do {
                try await Task.sleep(for: duration)
            } catch {
                return  // cancelled: the wait is over already
            }
            await self?.wake(number)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Cancelled between the guard and here: the handler has run and found nobody to wake.
                if Task.isCancelled { continuation.resume() } else { waiters[number] = continuation }
            }
        } onCancel: {
            Task { await self.wake(number) }
        }
        timer.cancel()
    }

    private func wake(_ number: UInt64) {
        waiters.removeValue(forKey: number)?.resume()
    }
}
