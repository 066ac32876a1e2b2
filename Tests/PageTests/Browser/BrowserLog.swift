import Synchronization
import Vocabulary

/// What a page said and asked for while a test looked at it.
final class BrowserLog: Sendable {
    /// What came for one request.
    struct Transfer: Sendable {
        let address: String
        /// Bytes on the wire, head and body as they were sent.
        let byteCount: Int
    }

    private struct Entries {
        var complaints: [String] = []
        var requests: [String] = []
        var addresses: [String: String] = [:]
        var transfers: [Transfer] = []
    }

    private let entries = Mutex(Entries())

    /// Errors and warnings of the console, uncaught exceptions and violations of the content security policy. Failed requests are not among
    /// them: a page that says "unreachable" was refused on purpose.
    var complaints: [String] { entries.withLock { $0.complaints } }

    /// The address of everything that was asked for.
    var requests: [String] { entries.withLock { $0.requests } }

    /// What has come, in the order in which it was there.
    var transfers: [Transfer] { entries.withLock { $0.transfers } }

    /// Forgets what was said so far.
    func clear() { entries.withLock { $0 = Entries() } }

    func take(_ event: Chrome.Event) {
        let parameters = event.parameters
        switch event.method {
        case "Network.requestWillBeSent":
            guard let address = parameters["request"]?["url"]?.text, let id = parameters["requestId"]?.text else {
                return
            }
            entries.withLock {
                $0.requests.append(address)
                $0.addresses[id] = address
            }
        case "Network.loadingFinished":
            guard let id = parameters["requestId"]?.text, let count = parameters["encodedDataLength"]?.double else {
                return
            }
            entries.withLock {
                guard let address = $0.addresses[id] else { return }
                $0.transfers.append(Transfer(address: address, byteCount: Int(count)))
            }
        case "Runtime.consoleAPICalled":
            guard let kind = parameters["type"]?.text, ["error", "warning", "assert"].contains(kind) else { return }
            let words = parameters["args"]?.items.map { $0["value"]?.text ?? $0["description"]?.text ?? "?" } ?? []
            complain("console.\(kind): \(words.joined(separator: " "))")
        case "Runtime.exceptionThrown":
            let details = parameters["exceptionDetails"]
            complain("uncaught: \(details?["exception"]?["description"]?.text ?? details?["text"]?.text ?? "?")")
        case "Log.entryAdded":
            let entry = parameters["entry"]
            guard entry?["level"]?.text == "error", entry?["source"]?.text != "network" else { return }
            complain("\(entry?["source"]?.text ?? "?"): \(entry?["text"]?.text ?? "?")")
        default: break
        }
    }

    private func complain(_ text: String) { entries.withLock { $0.complaints.append(text) } }
}
