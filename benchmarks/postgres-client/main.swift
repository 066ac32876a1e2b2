import Foundation
import Postgres
import PostgresTesting

// Round trips of `SELECT 1` per second through the client, beside pgbench -M prepared over the same socket in the same run.
// Usage: postgres-client-benchmark [seconds] — needs pgbench (postgresql-contrib) and an optimised build.

let seconds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 5
let address = try await ScratchCluster.shared.connectionString()
let clock = ContinuousClock()
let one = Statement("one", sql: "SELECT 1 AS one")

/// Operations per second of `body` in `callers` concurrent loops.
func rate(_ callers: Int, perCall: Int = 1, _ body: @escaping @Sendable () async throws -> Void) async throws -> Double
{
    try await body()
    let start = clock.now
    let end = start + .seconds(seconds)
    let count = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<callers {
            group.addTask {
                var count = 0
                while clock.now < end {
                    try await body()
                    count += 1
                }
                return count
            }
        }
        return try await group.reduce(0, +)
    }
    return Double(count * perCall) / ((clock.now - start) / .seconds(1))
}

/// `tps = …` of pgbench with as many clients, prepared statements, on the same statement.
func pgbench(_ clients: Int) throws -> Double? {
    let script = FileManager.default.temporaryDirectory.appendingPathComponent("one-\(getpid()).sql")
    try Data("SELECT 1 AS one;\n".utf8).write(to: script)
    defer { unlink(script.path) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // A number of transactions, not a time: Process hands down a signal mask in which pgbench's alarm may be blocked.
    let count = 10_000 * seconds / clients
    let options = ["-n", "-M", "prepared", "-c", "\(clients)", "-j", "\(min(clients, 2))", "-t", "\(count)"]
    process.arguments = ["pgbench"] + options + ["-f", script.path, address]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let line = text.split(separator: "\n").first { $0.hasPrefix("tps = ") }
    return line.flatMap { Double($0.dropFirst(6).prefix { $0.isNumber || $0 == "." }) }
}

print("cores: \(ProcessInfo.processInfo.activeProcessorCount); \(seconds) s each; SELECT 1 over a Unix socket")
for callers in [1, 4] {
    let client = PostgresClient(PostgresConfiguration(connectionString: address, maximumSessions: callers))
    let peer = try pgbench(callers)
    let ours = try await rate(callers) { _ = try await client.execute(one) }
    let inside = try await rate(callers) {
        try await client.withSession { session in for _ in 0..<1000 { try session.execute(one) } }
    }
    let batch = try (0..<100).map { _ in try one.bind() }
    let pipelined = try await rate(callers, perCall: 100) { _ = try await client.execute(batch) }
    func row(_ name: String, _ value: Double) {
        let ratio = peer.map { (value / $0).formatted(.number.precision(.fractionLength(2))) } ?? "no pgbench"
        print("\(callers) callers  \(name): \(Int(value))/s, ratio to pgbench \(ratio)")
    }
    row("pgbench -M prepared", peer ?? .nan)
    row("client.execute", ours)
    row("session.execute in one lease", inside * 1000)
    row("client.execute of 100 in a pipeline", pipelined)
    await client.shutDown()
}
