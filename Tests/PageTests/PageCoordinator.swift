import Client
import Foundation
import HTTPClient
import PostgresTesting
import Synchronization
import Testing
import Vocabulary
import Wire

/// A real coordinator over a scratch database, as a process of its own, with a real worker where a test wants results.
final class PageCoordinator: Sendable {
    /// Where it listens, as `http://127.0.0.1:40123`.
    let base: String
    /// Its database.
    let database: String
    let client: ShoestringClient
    private let processes = Mutex<[Process]>([])

    private init(base: String, database: String, process: Process) throws {
        self.base = base
        self.database = database
        client = ShoestringClient(try Endpoint(url: base), http: try HTTPClient())
        processes.withLock { $0.append(process) }
    }

    /// Starts one, uses it and stops it, with everything that was started for it.
    ///
    /// - Parameter prepare: May fill the database; it is empty, without tables, when this is absent.
    static func with(
        programs: URL = Products.folder, prepare: (PageCoordinator) async throws -> Void = { _ in },
        _ body: (PageCoordinator) async throws -> Void
    ) async throws {
        try await withScratchDatabase { database in
            let (process, base) = try start(database, programs)
            let coordinator = try PageCoordinator(base: base, database: database, process: process)
            defer { coordinator.stop() }
            try await prepare(coordinator)
            try await body(coordinator)
        }
    }

    private static func start(_ database: String, _ programs: URL) throws -> (Process, String) {
        let process = Process()
        process.executableURL = programs.appending(path: "shoestringd")
        process.arguments = [
            "serve", "--port", "0", "--page", FixtureServer.root.appending(path: "web-static").path,
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(["DATABASE_URL": database]) { $1 }
        let said = Pipe()
        process.standardError = said
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        var text = ""
        while true {
            let data = said.fileHandleForReading.availableData
            guard !data.isEmpty else { throw BrowserError.noServer("shoestringd did not start: \(text)") }
            text += String(decoding: data, as: UTF8.self)
            guard let match = text.firstMatch(of: /listening on (http:\/\/[^\/]+)\//) else { continue }
            // What it says later must not fill the pipe.
            said.fileHandleForReading.readabilityHandler = { handle in
                if handle.availableData.isEmpty { handle.readabilityHandler = nil }
            }
            return (process, String(match.1))
        }
    }

    /// Starts a worker with the runners of the package.
    func startWorker() throws {
        let process = Process()
        process.executableURL = Products.folder.appending(path: "shoestring")
        let data = FileManager.default.temporaryDirectory.appending(path: "shoestring-page-\(UUID().uuidString)").path
        process.arguments = ["worker", "--url", base, "--name", "spare", "--data", data]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.terminationHandler = { _ in try? FileManager.default.removeItem(atPath: data) }
        try process.run()
        processes.withLock { $0.append(process) }
    }

    /// Waits until nothing of a sweep waits or runs.
    func end(of sweep: SweepID) async throws {
        let deadline = ContinuousClock.now + .seconds(180)
        while ContinuousClock.now < deadline {
            if try await client.sweep(sweep).isFinal { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw BrowserError.timedOut("sweep \(sweep) ends")
    }

    private func stop() {
        // The worker first: it says farewell to the coordinator.
        for process in processes.withLock({ $0 }).reversed() {
            process.terminate()
            process.waitUntilExit()
        }
    }
}
