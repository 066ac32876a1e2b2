import Synchronization
import Vocabulary

/// What a page said and asked for while a test looked at it.
final class BrowserLog: Sendable {
    private struct Entries {
        var complaints: [String] = []
        var requests: [String] = []
    }

    private let entries = Mutex(Entries())

    /// Errors and warnings of the console, uncaught exceptions and violations of the content security policy. Failed requests are not among
    /// them: a page that says "unreachable" was refused on purpose.
    var complaints: [String] { entries.withLock { $0.complaints } }

    /// The address of everything that was asked for.
    var requests: [String] { entries.withLock { $0.requests } }

    /// Forgets what was said so far.
    func clear() { entries.withLock { $0 = Entries() } }

    func take(_ event: Chrome.Event) {
        let parameters = event.parameters
        switch event.method {
        case "Network.requestWillBeSent":
            if let address = parameters["request"]?["url"]?.text { entries.withLock { $0.requests.append(address) } }
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
