import Synchronization

/// Sends requests through libcurl: HTTP/1.1 and 2, TLS verified against the system's certificates, proxies from the environment as
/// `curl` takes them (`http_proxy`, `https_proxy`, `no_proxy`), connections kept and shared.
///
/// One thread drives all transfers (`curl_multi`), so a long poll blocks no thread of Swift's pool. Redirects are not followed: a
/// token never travels to an address that a server names.
public final class HTTPClient: Sendable {
    private let queue: TransferQueue

    /// A client with its thread.
    ///
    /// - Throws: ``HTTPError/unusable(reason:)`` when libcurl or a thread cannot be had.
    public init() throws(HTTPError) {
        try CurlLibrary.start()
        queue = TransferQueue()
        let multi = try MultiHandle.open()
        try TransferLoop.start(driving: multi, queue: queue)
    }

    deinit { queue.close() }

    /// Sends a request and waits for its answer, whatever the status.
    ///
    /// Cancelling the task aborts the transfer.
    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        if let bad = request.headers.first(where: { !$0.isSendable }) {
            throw .malformed(reason: "the header field \(bad.name) has characters that cannot be sent")
        }
        let id = queue.nextID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.post(TransferQueue.Start(id: id, request: request, continuation: continuation))
            }
        } onCancel: {
            queue.cancel(id)
        }
        queue.forget(id)
        return try result.get()
    }
}
