import ArgumentParser
import Client
import Vocabulary
import Wire

/// `jobs`.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Lists jobs, newest first.",
        discussion: "Example: shoestring jobs --state running")

    @Option(help: "In this state: \(JobState.allCases.map(\.rawValue).joined(separator: ", ")).")
    var state: JobState?

    @Option(help: "Of this sweep.")
    var sweep: Int64?

    @Option(help: "How many at most.")
    var limit = 100

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit is a whole number from 1") }
    }

    func run() async throws {
        try await reporting {
            let client = try server.client()
            let sweep = sweep.map { SweepID($0) }
            let rows = try await everyPage(limit) { limit, cursor in
                try await client.jobs(state: state, sweep: sweep, limit: limit, cursor: cursor)
            }
            Terminal.write(try Listings.jobs(rows).text(output.format, width: Terminal.width))
        }
    }
}

/// `job ID`.
struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Shows one job: where it stands and why, its attempts, its log.",
        discussion: "Example: shoestring job 17")

    @Argument(help: "The job's number.")
    var id: Int64

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    private struct Whole: Encodable {
        let job: Job
        let explanation: Explanation
        let attempts: [Attempt]
        let log: [LogLine]
    }

    func run() async throws {
        try await reporting {
            let client = try server.client()
            let id = JobID(id)
            let job = try await client.job(id)
            let explanation = try await client.explanation(id)
            let attempts = try await client.attempts(id).items
            let log = try await wholeLog(client, id)
            switch output.format {
            case .json:
                Terminal.write(
                    try JSONText.of(Whole(job: job, explanation: explanation, attempts: attempts, log: log)))
            case .csv: Terminal.write(try Listings.jobs([job]).text(.csv))
            case .table:
                Terminal.write(try Listings.jobs([job]).text(.table, width: Terminal.width))
                Terminal.write("\n\(explanation.summary)\n")
                for fit in explanation.workers where !fit.lacks.isEmpty {
                    Terminal.write("worker \(fit.worker) has \(fit.lacks.joined(separator: "; "))\n")
                }
                if !attempts.isEmpty {
                    Terminal.write("\n" + (try Listings.attempts(attempts).text(.table, width: Terminal.width)))
                }
                if !log.isEmpty {
                    Terminal.write("\n" + (try Listings.log(log).text(.table, width: Terminal.width)))
                }
            }
        }
    }

    private func wholeLog(_ client: ShoestringClient, _ id: JobID) async throws -> [LogLine] {
        var lines: [LogLine] = []
        while true {
            let page = try await client.log(id, after: lines.last?.position ?? 0)
            lines += page.items
            guard page.nextCursor != nil, !page.items.isEmpty else { return lines }
        }
    }
}

extension Listings {
    static func log(_ rows: [LogLine]) -> Listing<LogLine> {
        Listing(
            columns: [
                .text("stored (UTC)") { .time($0.storedAt) }, .number("attempt") { .integer(Int($0.attempt)) },
                .text("level") { .text($0.level.rawValue) },
                .text("message", isFlexible: true) { .text($0.message) },
            ], rows: rows)
    }
}

/// `cancel JOB` or `cancel --sweep N`.
struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancels a job, or what is left of a sweep.",
        discussion: """
            A waiting job ends at once, a running one when its worker hears of it: with its next heartbeat.

            Example: shoestring cancel 17
                     shoestring cancel --sweep 2
            """)

    @Argument(help: "The job's number.")
    var job: Int64?

    @Option(help: "The number of a sweep instead.")
    var sweep: Int64?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        guard (sweep == nil) != (job == nil) else { throw ValidationError("give a job's number or --sweep") }
    }

    func run() async throws {
        try await reporting {
            let client = try server.client()
            if let job {
                let job = try await client.cancel(JobID(job))
                Terminal.write(try Listings.jobs([job]).text(output.format, width: Terminal.width))
            }
            if let sweep {
                let sweep = try await client.cancel(SweepID(sweep))
                Terminal.write(try Listings.sweeps([sweep]).text(output.format, width: Terminal.width))
            }
        }
    }
}
