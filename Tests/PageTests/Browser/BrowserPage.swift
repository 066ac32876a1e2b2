import Foundation
import Vocabulary

/// One tab in a browser context of its own: nothing stored by one test is seen by another.
final class BrowserPage: Sendable {
    /// What the page says and asks for.
    let log = BrowserLog()
    private let chrome: Chrome
    private let session: String
    private let context: String

    /// The longest wait for a condition, in seconds: far above what a page needs on two busy cores.
    static let patience = 30.0

    /// Opens a tab, uses it, closes it.
    ///
    /// - Parameters:
    ///   - width: The viewport's width in CSS pixels; below 600 a touch screen is emulated.
    ///   - height: The viewport's height in CSS pixels.
    ///   - scheme: What `prefers-color-scheme` says.
    static func with(
        width: Int = 1440, height: Int = 900, scheme: String = "light",
        _ body: (BrowserPage) async throws -> Void
    ) async throws {
        let chrome = try await Chrome.shared()
        let context = try await chrome.send("Target.createBrowserContext")["browserContextId"]?.text ?? ""
        let target = try await chrome.send(
            "Target.createTarget", ["url": "about:blank", "browserContextId": .string(context)])
        let attached = try await chrome.send(
            "Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])
        let page = BrowserPage(chrome: chrome, session: attached["sessionId"]?.text ?? "", context: context)
        do {
            try await page.prepare(width: width, height: height, scheme: scheme)
            try await body(page)
        } catch {
            try await page.close()
            throw error
        }
        try await page.close()
    }

    private init(chrome: Chrome, session: String, context: String) {
        self.chrome = chrome
        self.session = session
        self.context = context
    }

    private func prepare(width: Int, height: Int, scheme: String) async throws {
        await chrome.listen(to: session) { [log] in log.take($0) }
        for domain in ["Page", "Runtime", "Network", "Log"] { _ = try await send("\(domain).enable") }
        try await setViewport(width: width, height: height)
        try await setScheme(scheme)
    }

    private func close() async throws {
        await chrome.stopListening(to: session)
        _ = try await chrome.send("Target.disposeBrowserContext", ["browserContextId": .string(context)])
    }

    private func send(_ method: String, _ parameters: JSONValue = [:]) async throws -> JSONValue {
        try await chrome.send(method, parameters, session: session)
    }

    /// Sets the size of what is seen, in CSS pixels.
    func setViewport(width: Int, height: Int) async throws {
        _ = try await send(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": .integer(Int64(width)), "height": .integer(Int64(height)), "deviceScaleFactor": 1,
                "mobile": .bool(width < 600),
            ])
    }

    /// Sets `prefers-color-scheme`, and the medium: `print` shows the page as on paper, an empty text as on a screen.
    func setScheme(_ scheme: String, media: String = "") async throws {
        _ = try await send(
            "Emulation.setEmulatedMedia",
            [
                "media": .string(media),
                "features": [["name": "prefers-color-scheme", "value": .string(scheme)]],
            ])
    }

    /// Prints the page, as a reader's browser does; the sheets as PDF, which are kept under `SHOESTRING_SCREENSHOTS` where that names a folder.
    func print(_ name: String) async throws -> Data {
        let answer = try await send("Page.printToPDF", ["preferCSSPageSize": true])
        let data = answer["data"]?.text.flatMap { Data(base64Encoded: $0) } ?? Data()
        try keep(data, "\(name).pdf")
        return data
    }

    private func keep(_ data: Data, _ name: String) throws {
        guard let folder = ProcessInfo.processInfo.environment["SHOESTRING_SCREENSHOTS"] else { return }
        let url = URL(filePath: folder)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try data.write(to: url.appending(path: name))
    }

    /// Goes to an address and waits until the page says that it is ready, or that it failed (`data-ready` of the root element).
    func open(_ address: String) async throws {
        // The document that leaves may answer for a moment after the new one was asked for: it is marked.
        try await evaluate("window.isLeft = true")
        let answer = try await send("Page.navigate", ["url": .string(address)])
        if let error = answer["errorText"]?.text { throw BrowserError.script("\(address): \(error)") }
        try await wait(
            for: "!window.isLeft && document.readyState === 'complete' && document.documentElement.dataset.ready")
    }

    /// Runs a script in every document from now on, before the document's own.
    func runAtStart(_ script: String) async throws {
        _ = try await send("Page.addScriptToEvaluateOnNewDocument", ["source": .string(script)])
    }

    /// Goes to an address and waits until it is loaded, for documents that say nothing when they are ready.
    func load(_ address: String) async throws {
        try await evaluate("window.isLeft = true")
        let answer = try await send("Page.navigate", ["url": .string(address)])
        if let error = answer["errorText"]?.text { throw BrowserError.script("\(address): \(error)") }
        // Looked at from here: a document without scripts has no timers.
        let deadline = ContinuousClock.now + .seconds(Self.patience)
        while ContinuousClock.now < deadline {
            if try await evaluate("!window.isLeft && document.readyState === 'complete'") == true { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw BrowserError.timedOut("\(address) is loaded")
    }

    /// Turns scripts of documents off, or on again; what a test evaluates runs all the same.
    func setScripts(_ areOn: Bool) async throws {
        _ = try await send("Emulation.setScriptExecutionDisabled", ["value": .bool(!areOn)])
    }

    /// The value of an expression; promises are waited for.
    ///
    /// - Throws: ``BrowserError/script(_:)`` when it throws.
    @discardableResult
    func evaluate(_ expression: String) async throws -> JSONValue {
        let answer = try await send(
            "Runtime.evaluate",
            ["expression": .string(expression), "awaitPromise": true, "returnByValue": true, "userGesture": true])
        if let details = answer["exceptionDetails"] {
            throw BrowserError.script(details["exception"]?["description"]?.text ?? details["text"]?.text ?? "?")
        }
        return answer["result"]?["value"] ?? .null
    }

    /// Waits until an expression is true; it is looked at with every frame that the page draws.
    ///
    /// - Throws: ``BrowserError/timedOut(_:)``.
    func wait(for condition: String, patience: Double = BrowserPage.patience) async throws {
        let expression = """
            new Promise((resolve) => {
              const until = performance.now() + \(patience * 1000);
              const look = () => {
                let holds = false;
                try { holds = Boolean(\(condition)); } catch {}
                if (holds) resolve(true);
                else if (performance.now() > until) resolve(false);
                else setTimeout(look, 16);
              };
              look();
            })
            """
        var holds = JSONValue.null
        for _ in 0..<20 where holds == .null {
            do {
                holds = try await evaluate(expression)
            } catch BrowserError.refused {
                continue  // the document was replaced while the condition was looked at: look at the new one
            }
        }
        guard holds == true else { throw BrowserError.timedOut(condition) }
    }

    /// Presses and releases a key: `Tab`, `Enter`, `Escape`, ` ` or a character.
    func press(_ key: String, shift: Bool = false) async throws {
        let codes = ["Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "ArrowDown": 40, "ArrowUp": 38]
        let texts = ["Enter": "\r", " ": " "]
        var event: [String: JSONValue] = [
            "key": .string(key), "code": .string(key == " " ? "Space" : key), "modifiers": shift ? 8 : 0,
            "windowsVirtualKeyCode": .integer(Int64(codes[key] ?? Int(key.utf8.first ?? 0))),
        ]
        if let text = texts[key] ?? (key.count == 1 ? key : nil) { event["text"] = .string(text) }
        event["type"] = "keyDown"
        _ = try await send("Input.dispatchKeyEvent", .object(event))
        event["type"] = "keyUp"
        event["text"] = nil
        _ = try await send("Input.dispatchKeyEvent", .object(event))
    }

    /// Types a text into what has the focus.
    func type(_ text: String) async throws { _ = try await send("Input.insertText", ["text": .string(text)]) }

    /// Clicks with the mouse in the middle of the first element that a selector finds, once it stands still.
    func click(_ selector: String) async throws {
        let centre = try await evaluate(
            """
            new Promise((resolve) => {
              const element = document.querySelector(\(Self.quoted(selector)));
              let last = "";
              const look = () => {
                element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
                const { x, y, width, height } = element.getBoundingClientRect();
                const now = [x, y, width, height].join();
                if (now === last) return resolve([x + width / 2, y + height / 2]);
                last = now;
                requestAnimationFrame(() => requestAnimationFrame(look));
              };
              look();
            })
            """
        ).items
        for kind in ["mousePressed", "mouseReleased"] {
            _ = try await send(
                "Input.dispatchMouseEvent",
                ["type": .string(kind), "x": centre[0], "y": centre[1], "button": "left", "clickCount": 1])
        }
    }

    /// Keeps a picture under `SHOESTRING_SCREENSHOTS`, where that names a folder; otherwise does nothing.
    func picture(_ name: String, whole: Bool = false) async throws {
        guard ProcessInfo.processInfo.environment["SHOESTRING_SCREENSHOTS"] != nil else { return }
        let answer = try await send(
            "Page.captureScreenshot", ["format": "png", "captureBeyondViewport": .bool(whole)])
        guard let text = answer["data"]?.text, let data = Data(base64Encoded: text) else { return }
        try keep(data, "\(name).png")
    }

    /// A text as a JavaScript literal.
    static func quoted(_ text: String) -> String {
        String(decoding: JSONValue.string(text).canonicalData(), as: UTF8.self)
    }
}
