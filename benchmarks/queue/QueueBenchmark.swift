import Client
import Foundation
import HTTPClient
import Postgres
import PostgresTesting
import Vocabulary
import Wire

/// No-op jobs through the whole HTTP path, beside pgbench running the very same claim and finish statements on the same database.
///
/// Usage: queue-benchmark [--jobs 1000] [--agents 4]. Prints machine, commit, input, throughput and latencies; ends with the ratios.
@main
struct QueueBenchmark {
    let jobs: Int
    let agents: Int

    static func main() async throws {
        let benchmark = QueueBenchmark(
            jobs: try number(after: "--jobs", otherwise: 1000), agents: try number(after: "--agents", otherwise: 4))
        try await benchmark.run()
    }

    private func run() async throws {
        Report.head(jobs: jobs, agents: agents)
        let (jobs, agents) = (jobs, agents)
        try await withScratchDatabase { connection in
            let server = try await CoordinatorProcess.start(database: connection)
            defer { server.stop() }
            let client = ShoestringClient(try Endpoint(url: server.url), http: try HTTPClient())
            let loops = try await AgentLoops.register(agents, with: client)

            try await Self.submit(jobs, to: client)
            let direct = try await loops.drain(jobs, with: client)
            Report.loops(direct)

            // Some more than pgbench takes, so that each of its claims finds a job.
            try await Self.submit(jobs + agents * 8, to: client)
            let raw = try Pgbench(connection: connection, clients: agents, jobs: jobs, worker: loops.workers[0]).run()
            Report.pgbench(raw, beside: direct)
        }
    }

    private static func submit(_ count: Int, to client: ShoestringClient) async throws {
        var left = count
        while left > 0 {
            let part = min(left, 1000)
            let body = try SubmitSweepBody(
                json: ["grid": ["kind": "selftest"], "repetitions": .integer(Int64(part)), "name": "queue benchmark"])
            _ = try await client.submit(body)
            left -= part
        }
    }

    private static func number(after option: String, otherwise: Int) throws -> Int {
        guard let place = CommandLine.arguments.firstIndex(of: option) else { return otherwise }
        guard place + 1 < CommandLine.arguments.count, let value = Int(CommandLine.arguments[place + 1]), value > 0
        else { throw BenchmarkFailure("\(option) takes a number from 1") }
        return value
    }
}

/// Why the benchmark has no result.
struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
