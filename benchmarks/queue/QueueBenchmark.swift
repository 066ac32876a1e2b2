import Client
import Foundation
import HTTPClient
import Postgres
import PostgresTesting
import Vocabulary
import Wire

/// No-op jobs through the whole HTTP path with and without group commit, in turns, beside pgbench running the very same claim and finish statements
/// on the same database.
///
/// Usage: queue-benchmark [--jobs 1000] [--agents 4] [--rounds 3]. Prints machine, commit, input, throughput and latencies of each round; ends with the
/// medians' ratios.
@main
struct QueueBenchmark {
    let jobs: Int
    let agents: Int
    let rounds: Int

    static func main() async throws {
        let benchmark = QueueBenchmark(
            jobs: try number(after: "--jobs", otherwise: 1000), agents: try number(after: "--agents", otherwise: 4),
            rounds: try number(after: "--rounds", otherwise: 3))
        try await benchmark.run()
    }

    private func run() async throws {
        Report.head(jobs: jobs, agents: agents)
        let (jobs, agents) = (jobs, agents)
        try await withScratchDatabase { connection in
            var alone: [Double] = [], grouped: [Double] = [], raw: [Double] = []
            for round in 1...rounds {
                // The order changes from round to round: neither always finds the database as the other left it.
                for commitsAlone in round.isMultiple(of: 2) ? [false, true] : [true, false] {
                    let outcome = try await Self.drain(
                        jobs, agents: agents, database: connection, commitsAlone: commitsAlone)
                    Report.loops(outcome, commitsAlone ? "each write alone" : "group commit")
                    if commitsAlone { alone.append(outcome.rate) } else { grouped.append(outcome.rate) }
                }
                let outcome = try await Self.pgbench(jobs, agents: agents, database: connection)
                Report.pgbench(outcome)
                raw.append(outcome.jobsPerSecond)
            }
            Report.ratios(alone: alone, grouped: grouped, pgbench: raw)
        }
    }

    private static func drain(
        _ jobs: Int, agents: Int, database: String, commitsAlone: Bool
    ) async throws -> AgentLoops.Outcome {
        let server = try await CoordinatorProcess.start(database: database, commitsAlone: commitsAlone)
        defer { server.stop() }
        let client = ShoestringClient(try Endpoint(url: server.url), http: try HTTPClient())
        let loops = try await AgentLoops.register(agents, with: client)
        try await Self.submit(jobs, to: client)
        return try await loops.drain(jobs, with: client)
    }

    private static func pgbench(_ jobs: Int, agents: Int, database: String) async throws -> Pgbench.Outcome {
        let server = try await CoordinatorProcess.start(database: database, commitsAlone: false)
        let client = ShoestringClient(try Endpoint(url: server.url), http: try HTTPClient())
        let loops: AgentLoops
        do {
            loops = try await AgentLoops.register(1, with: client)
            // Some more than pgbench takes, so that each of its claims finds a job.
            try await Self.submit(jobs + agents * 8, to: client)
        } catch {
            server.stop()
            throw error
        }
        let outcome = try Pgbench(connection: database, clients: agents, jobs: jobs, worker: loops.workers[0]).run()
        // What pgbench left, so that the next round begins with an empty queue.
        _ = try await loops.drain(nil, with: client)
        server.stop()
        return outcome
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
