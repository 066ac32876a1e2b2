import Foundation
import Vocabulary

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The fixture server of `Fixtures/`, one a test: invented runs in the shapes of Wire under the page's security policy.
final class FixtureServer: Sendable {
    /// Where it listens, as `http://127.0.0.1:40123`.
    let base: String
    private let keepsRunning: FileHandle

    /// The repository's root.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// Whether `make setup` has put the plotting library in its place.
    static var hasVega: Bool { FileManager.default.fileExists(atPath: root.appending(path: ".deps/web/vega.js").path) }

    /// Starts it in a scenario: `live`, `done`, `trained`, `empty`, `hostile`, `huge`, `token` or `refused`.
    private init(_ scenario: String) throws {
        let script = Self.root.appending(path: "Tests/PageTests/Fixtures/fixture_server.py")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script.path, "--root", Self.root.path, "--scenario", scenario]
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        // It says its port in one short line as soon as it listens; an early end closes the pipe instead.
        var said = Data()
        while said.last != UInt8(ascii: "\n") {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            said.append(more)
        }
        let line = String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let port = line.split(separator: " ").last.flatMap({ Int($0) }) else { throw BrowserError.noServer(line) }
        base = "http://127.0.0.1:\(port)"
        keepsRunning = input.fileHandleForWriting
    }

    /// Stops it: its input ends, and so does the server.
    private func close() throws { try keepsRunning.close() }

    /// Starts a server in a scenario, uses it, stops it.
    static func with(_ scenario: String, _ body: (FixtureServer) async throws -> Void) async throws {
        let server = try FixtureServer(scenario)
        do {
            try await body(server)
        } catch {
            try server.close()
            throw error
        }
        try server.close()
    }

    /// Starts a server in a scenario and a tab to look at it with, and ends both.
    static func show(
        _ scenario: String, width: Int = 1440, height: Int = 900, scheme: String = "light",
        _ body: (BrowserPage, FixtureServer) async throws -> Void
    ) async throws {
        try await with(scenario) { server in
            try await BrowserPage.with(width: width, height: height, scheme: scheme) { try await body($0, server) }
        }
    }

    /// What it answers to a path below `/api/v1`.
    func answer(_ path: String) async throws -> Data {
        guard let url = URL(string: "\(base)/api/v1/\(path)") else { throw BrowserError.noServer(path) }
        return try await URLSession.shared.data(from: url).0
    }

    /// What it answers to a body that is sent by POST.
    func answer(_ path: String, to body: JSONValue) async throws -> Data {
        guard let url = URL(string: "\(base)/api/v1/\(path)") else { throw BrowserError.noServer(path) }
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.httpBody = body.canonicalData()
        return try await URLSession.shared.data(for: request).0
    }

    /// Uses one of its switches: `advance`, `break`, `mend` or `reset/SCENARIO`.
    func turn(_ name: String) async throws {
        guard let url = URL(string: "\(base)/__fixture/\(name)") else { throw BrowserError.noServer(name) }
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        _ = try await URLSession.shared.data(for: request)
    }
}
