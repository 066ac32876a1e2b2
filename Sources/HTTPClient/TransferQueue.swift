import Synchronization

/// What callers hand to the thread that drives the transfers.
final class TransferQueue: Sendable {
    /// A request that waits to be begun.
    struct Start: Sendable {
        let id: UInt64
        let request: HTTPRequest
        let continuation: CheckedContinuation<Result<HTTPResponse, HTTPError>, Never>
    }

    /// What the thread takes in one go.
    struct Orders {
        var starts: [Start] = []
        var cancelled: Set<UInt64> = []
        var closed = false
    }

    private struct State {
        var orders = Orders()
        /// Cancelled before they were posted.
        var early: Set<UInt64> = []
        var lastID: UInt64 = 0
        var wake: Wake?
        var ended = false
    }

    private let state = Mutex(State())

    func nextID() -> UInt64 {
        state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
    }

    func post(_ start: Start) {
        let refusal: HTTPError? = state.withLock { state in
            if state.early.contains(start.id) { return .cancelled }
            if state.ended || state.orders.closed { return .unusable(reason: "it was closed") }
            state.orders.starts.append(start)
            state.wake?()
            return nil
        }
        if let refusal { start.continuation.resume(returning: .failure(refusal)) }
    }

    func cancel(_ id: UInt64) {
        state.withLock { state in
            state.early.insert(id)
            state.orders.cancelled.insert(id)
            state.wake?()
        }
    }

    func forget(_ id: UInt64) {
        state.withLock { state in
            state.early.remove(id)
            state.orders.cancelled.remove(id)
        }
    }

    func close() {
        state.withLock { state in
            state.orders.closed = true
            state.wake?()
        }
    }

    /// For the thread: how callers wake it. Called under the lock, so that after ``end()`` no wake-up touches a freed handle.
    func wake(by wake: Wake) { state.withLock { $0.wake = wake } }

    /// For the thread: takes what has come.
    func take() -> Orders {
        state.withLock { state in
            let orders = state.orders
            state.orders = Orders(closed: orders.closed)
            return orders
        }
    }

    /// For the thread: nothing is taken from now on; what still came is returned.
    func end() -> Orders {
        state.withLock { state in
            state.ended = true
            state.wake = nil
            let orders = state.orders
            state.orders = Orders(closed: true)
            return orders
        }
    }
}
