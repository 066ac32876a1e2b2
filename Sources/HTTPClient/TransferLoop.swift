import CCurl
import Glibc

/// The thread that drives the transfers.
struct TransferLoop: ~Copyable {
    private let multi: MultiHandle
    private let queue: TransferQueue
    private var transfers: [UInt64: Transfer] = [:]
    private var idsByHandle: [UInt: UInt64] = [:]

    /// Starts the thread; it ends when the queue is closed.
    static func start(driving multi: consuming MultiHandle, queue: TransferQueue) throws(HTTPError) {
        queue.wake(by: multi.wake)
        let parcel = LoopParcel(TransferLoop(multi: multi, queue: queue))
        let started = SystemThread.start { parcel.open() }
        guard started else {
            _ = queue.end()
            throw .unusable(reason: "no thread could be started")
        }
    }

    private init(multi: consuming MultiHandle, queue: TransferQueue) {
        self.multi = multi
        self.queue = queue
    }

    mutating func run() {
        while true {
            let orders = queue.take()
            for id in orders.cancelled { finish(id, .failure(.cancelled)) }
            for start in orders.starts { begin(start, cancelled: orders.cancelled) }
            if orders.closed { break }
            multi.perform()
            var progressed = false
            for (handle, code) in multi.ended() {
                guard let id = idsByHandle[handle] else { continue }
                progressed = true
                finish(id, transfers[id]?.outcome(code) ?? .failure(.cancelled))
            }
            // libcurl shortens the wait to its own next time-out.
            if !progressed { multi.wait(milliseconds: 60_000) }
        }
        for start in queue.end().starts {
            start.continuation.resume(returning: .failure(.unusable(reason: "it was closed")))
        }
        for id in transfers.keys { finish(id, .failure(.unusable(reason: "it was closed"))) }
    }

    private mutating func begin(_ start: TransferQueue.Start, cancelled: Set<UInt64>) {
        guard !cancelled.contains(start.id) else {
            start.continuation.resume(returning: .failure(.cancelled))
            return
        }
        do throws(HTTPError) {
            let transfer = try Transfer(start)
            let code = unsafe curl_multi_add_handle(multi.pointer, transfer.pointer)
            guard code == CURLM_OK else { throw .unusable(reason: "libcurl: multi code \(code.rawValue)") }
            transfers[start.id] = transfer
            unsafe idsByHandle[UInt(bitPattern: transfer.pointer)] = start.id
        } catch {
            start.continuation.resume(returning: .failure(error))
        }
    }

    private mutating func finish(_ id: UInt64, _ result: Result<HTTPResponse, HTTPError>) {
        guard let transfer = transfers.removeValue(forKey: id) else { return }
        unsafe idsByHandle[UInt(bitPattern: transfer.pointer)] = nil
        unsafe curl_multi_remove_handle(multi.pointer, transfer.pointer)
        transfer.continuation.resume(returning: result)
    }
}

/// Carries a loop to its thread.
///
/// `@unchecked Sendable`: made on one thread and opened once on another, which is started in between; never touched by both.
private final class LoopParcel: @unchecked Sendable {
    private var loop: TransferLoop?

    init(_ loop: consuming TransferLoop) { self.loop = consume loop }

    func open() {
        guard var loop = loop.take() else { return }
        loop.run()
    }
}
