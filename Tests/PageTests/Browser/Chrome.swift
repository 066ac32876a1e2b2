import Foundation
import Vocabulary

/// A headless Chromium, spoken to by the DevTools protocol over a pair of pipes (`--remote-debugging-pipe`): messages are JSON, each ended by a
/// NUL. No port is opened and no WebSocket is needed. It ends when its input closes, hence with the test process.
actor Chrome {
    /// What the browser says without being asked.
    struct Event: Sendable {
        let method: String
        let session: String?
        let parameters: JSONValue
    }

    private let process: Process
    private let input: FileHandle
    private var waiting: [Int: CheckedContinuation<JSONValue, any Error>] = [:]
    private var listeners: [String: @Sendable (Event) -> Void] = [:]
    private var nextNumber = 1
    private var isGone = false

    /// Debian's chromium; `SHOESTRING_CHROMIUM` names another one.
    static let path = ProcessInfo.processInfo.environment["SHOESTRING_CHROMIUM"] ?? "/usr/bin/chromium"
    /// Whether it is there: `make test` installs the Debian package chromium.
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    private static let launched = Task { try await Chrome.launch() }

    /// The browser that all tests share; each takes a context of its own in it.
    static func shared() async throws -> Chrome { try await launched.value }

    private static func launch() async throws -> Chrome {
        let profile = FileManager.default.temporaryDirectory.appending(path: "shoestring-chromium-\(UUID().uuidString)")
        let process = Process()
        // The shell turns its standard input and output into the descriptors 3 and 4 that the browser wants, and clears up behind it.
        process.executableURL = URL(filePath: "/bin/sh")
        let script = #"profile=$0; "$@" 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null; rm -rf "$profile""#
        process.arguments = [
            "-c", script, profile.path, path, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
            "--hide-scrollbars", "--user-data-dir=\(profile.path)", "--remote-debugging-pipe", "about:blank",
        ]
        let (toBrowser, fromBrowser) = (Pipe(), Pipe())
        process.standardInput = toBrowser
        process.standardOutput = fromBrowser
        try process.run()
        let chrome = Chrome(process: process, input: toBrowser.fileHandleForWriting)
        let (chunks, continuation) = AsyncStream<Data>.makeStream()
        fromBrowser.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            if data.isEmpty {
                handle.readabilityHandler = nil
                continuation.finish()
            } else {
                continuation.yield(data)
            }
        }
        Task { await chrome.read(chunks) }
        _ = try await chrome.send("Browser.getVersion")
        return chrome
    }

    private init(process: Process, input: FileHandle) {
        self.process = process
        self.input = input
    }

    /// Sends a command and waits for its answer.
    ///
    /// - Throws: ``BrowserError`` when the browser refuses or is gone.
    func send(_ method: String, _ parameters: JSONValue = [:], session: String? = nil) async throws -> JSONValue {
        guard !isGone else { throw BrowserError.gone }
        let number = nextNumber
        nextNumber += 1
        var message: [String: JSONValue] = [
            "id": .integer(Int64(number)), "method": .string(method), "params": parameters,
        ]
        if let session { message["sessionId"] = .string(session) }
        try input.write(contentsOf: JSONValue.object(message).canonicalData() + [0])
        let answer = try await withCheckedThrowingContinuation { waiting[number] = $0 }
        if case .string(let text)? = answer["error"]?["message"] {
            throw BrowserError.refused(method: method, message: text)
        }
        return answer["result"] ?? [:]
    }

    /// Hands the events of a session to `listener`.
    func listen(to session: String, _ listener: @escaping @Sendable (Event) -> Void) { listeners[session] = listener }

    /// Hands them on no longer.
    func stopListening(to session: String) { listeners[session] = nil }

    private func read(_ chunks: AsyncStream<Data>) async {
        var buffer = Data()
        for await chunk in chunks {
            buffer.append(chunk)
            while let end = buffer.firstIndex(of: 0) {
                take(buffer[buffer.startIndex..<end])
                buffer.removeSubrange(...end)
            }
        }
        isGone = true
        for continuation in waiting.values { continuation.resume(throwing: BrowserError.gone) }
        waiting = [:]
    }

    private func take(_ data: Data) {
        let message: JSONValue
        do {
            message = try JSONValue(parsing: data)
        } catch {
            return  // not JSON: nothing that a test could have asked for
        }
        if case .integer(let number)? = message["id"] {
            waiting.removeValue(forKey: Int(number))?.resume(returning: message)
        } else if let session = message["sessionId"]?.text, let method = message["method"]?.text {
            listeners[session]?(Event(method: method, session: session, parameters: message["params"] ?? [:]))
        }
    }
}

extension JSONValue {
    /// The text, when this is one.
    var text: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The number, when this is one.
    var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The items, when this is a list.
    var items: [JSONValue] {
        guard case .array(let values) = self else { return [] }
        return values
    }
}
