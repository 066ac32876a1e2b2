import Client
import Foundation
import HTTPClient
import Testing
import Vocabulary
import Wire

/// A coordinator with its private Postgres and one worker, as real processes in a folder of their own.
final class House: Sendable {
    let folder: URL
    let port: Int
    let client: ShoestringClient

    /// Short, so that a killed worker's jobs come back while the test waits.
    static let leaseSeconds = 3

    init() throws {
        folder = URL(fileURLWithPath: "/tmp/shoestring-e2e-\(getpid())-\(UInt32.random(in: 0...UInt32.max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        port = try Self.freePort()
        client = ShoestringClient(try Endpoint(url: "http://127.0.0.1:\(port)"), http: try HTTPClient())
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            print("left behind: \(folder.path): \(error)")
        }
    }

    func startCoordinator(largestFileKiB: Int? = nil) async throws -> Program {
        let coordinator = try Program(
            "shoestringd",
            [
                "serve", "--port", "\(port)", "--data", folder.path, "--lease-seconds", "\(Self.leaseSeconds)",
            ], largestFileKiB: largestFileKiB)
        try await until("the coordinator listens", saying: { coordinator.output }) {
            coordinator.output.contains("listening on")
        }
        return coordinator
    }

    func startWorker(_ options: [String] = [], environment: [String: String] = [:]) throws -> Program {
        try Program(
            "shoestring",
            [
                "worker", "--url", "http://127.0.0.1:\(port)", "--name", "spare", "--data",
                folder.appending(path: "worker").path,
            ] + options, environment: environment)
    }

    func submit(_ grid: JSONValue, repetitions: Int = 1) async throws -> SweepID {
        let body = try SubmitSweepBody(json: ["grid": grid, "repetitions": .integer(Int64(repetitions))])
        return try await client.submit(body).id
    }

    /// A port that was free a moment ago.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 ? getsockname(descriptor, generic, &length) : -1
            }
        }
        guard code == 0 else { throw Waited("no port is free") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

/// What was waited for in vain.
struct Waited: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Waits until `condition` holds, asking ten times a second; fails with what was said after two minutes.
func until(
    _ what: String, saying: @Sendable () -> String = { "" }, _ condition: @Sendable () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < deadline {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(100))
    }
    throw Waited("\(what) was waited for in vain. \(saying())")
}
