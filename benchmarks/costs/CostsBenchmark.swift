import Client
import Foundation
import HTTPClient
import PostgresTesting
import Vocabulary
import Wire

/// Costs over the whole HTTP path: `costs/compare` with ten thousand candidates, and a submission with and without an estimate.
///
/// Usage: costs-benchmark [--rounds 50] [--submits 300]. Prints machine, commit, input, medians and spread.
@main
struct CostsBenchmark {
    let rounds: Int
    let submits: Int

    static func main() async throws {
        let benchmark = CostsBenchmark(
            rounds: try number(after: "--rounds", otherwise: 50),
            submits: try number(after: "--submits", otherwise: 300))
        try await benchmark.run()
    }

    private func run() async throws {
        Report.head()
        let (rounds, submits) = (rounds, submits)
        try await withScratchDatabase { connection in
            let server = try await Server.start(database: connection)
            defer { server.stop() }
            let client = ShoestringClient(try Endpoint(url: server.url), http: try HTTPClient())
            try await Synthetic.quotes(in: connection)
            Report.compared(try await Self.compare(rounds, with: client))
            // Two coordinators with two databases, in turns: what differs is the history alone.
            try await withScratchDatabase { other in
                let bare = try await Server.start(database: other)
                defer { bare.stop() }
                let without = ShoestringClient(try Endpoint(url: bare.url), http: try HTTPClient())
                try await Synthetic.history(in: connection, through: client)
                try await Self.submit(1, to: without)
                let before = try await Self.submit(submits, to: without)
                var (with, plain): ([Duration], [Duration]) = ([], before)
                for _ in 0..<submits {
                    with += try await Self.submit(1, to: client)
                    plain += try await Self.submit(1, to: without)
                }
                Report.submitted(with: with, without: Array(plain.suffix(submits)))
            }
        }
    }

    private static func compare(_ rounds: Int, with client: ShoestringClient) async throws -> [Duration] {
        var times: [Duration] = []
        for _ in 0..<rounds {
            let began = ContinuousClock.now
            let answer = try await client.compareCosts(Synthetic.question)
            times.append(ContinuousClock.now - began)
            guard answer.total + answer.refusedTotal == Synthetic.candidates, answer.total > Synthetic.candidates / 2
            else {
                throw BenchmarkFailure("\(answer.total) estimates and \(answer.refusedTotal) refusals")
            }
        }
        return times
    }

    @discardableResult
    private static func submit(_ count: Int, to client: ShoestringClient) async throws -> [Duration] {
        var times: [Duration] = []
        for _ in 0..<count {
            let body = SubmitJobBody(configuration: .selftest(try SelftestConfiguration()))
            let began = ContinuousClock.now
            _ = try await client.submit(body)
            times.append(ContinuousClock.now - began)
        }
        return times
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
