import ArgumentParser
import Client
import Vocabulary
import Wire

/// What is held back or let go on.
struct PauseTarget: ParsableArguments {
    @Argument(help: "A job's number.")
    var job: Int64?

    @Option(help: "The number of a sweep instead: what is left of it.")
    var sweep: Int64?

    @Option(help: "The number of a worker instead.")
    var worker: Int64?

    @Flag(help: "The whole queue instead.")
    var queue = false

    func validate() throws {
        let count = [job != nil, sweep != nil, worker != nil, queue].count { $0 }
        guard count == 1 else { throw ValidationError("give a job's number, or one of --sweep, --worker and --queue") }
    }
}

/// `pause JOB`, `pause --sweep N`, `pause --worker N`, `pause --queue`.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Holds back a job, what is left of a sweep, a worker or the whole queue.",
        discussion: """
            A waiting job is held back at once. A running one is given back with its worker's next heartbeat: a training saves a checkpoint first and \
            goes on from there, a measurement begins anew. A paused worker or queue finishes what runs and takes nothing more.

            Example: shoestring pause 17
                     shoestring pause --sweep 2
                     shoestring pause --worker 1
                     shoestring pause --queue
            """)

    @OptionGroup var target: PauseTarget
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let client = try server.client()
            let showing = Showing(format: output.format)
            if let job = target.job { try showing.job(try await client.pause(JobID(job))) }
            if let sweep = target.sweep { try showing.sweep(try await client.pause(SweepID(sweep))) }
            if let worker = target.worker { try showing.worker(try await client.pause(WorkerID(worker))) }
            if target.queue { try showing.queue(try await client.pauseQueue()) }
        }
    }
}

/// `resume JOB`, `resume --sweep N`, `resume --worker N`, `resume --queue`.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Lets go on what was paused: a job, a sweep, a worker or the whole queue.",
        discussion: """
            Example: shoestring resume 17
                     shoestring resume --worker 1
                     shoestring resume --queue
            """)

    @OptionGroup var target: PauseTarget
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let client = try server.client()
            let showing = Showing(format: output.format)
            if let job = target.job { try showing.job(try await client.resume(JobID(job))) }
            if let sweep = target.sweep { try showing.sweep(try await client.resume(SweepID(sweep))) }
            if let worker = target.worker { try showing.worker(try await client.resume(WorkerID(worker))) }
            if target.queue { try showing.queue(try await client.resumeQueue()) }
        }
    }
}

/// `retry JOB`.
struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Gives a job that failed, was cancelled or was given up another try.",
        discussion: """
            It stays the same job: attempts are numbered on, and a training goes on from its last checkpoint. A job that waits for its next attempt is \
            ready at once.

            Example: shoestring retry 17
            """)

    @Argument(help: "The job's number.")
    var job: Int64

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let job = try await server.client().retry(JobID(job))
            try Showing(format: output.format).job(job)
        }
    }
}

/// Writes what an order led to.
private struct Showing {
    let format: Format

    func job(_ job: Job) throws { Terminal.write(try Listings.jobs([job]).text(format, width: Terminal.width)) }
    func sweep(_ sweep: Sweep) throws {
        Terminal.write(try Listings.sweeps([sweep]).text(format, width: Terminal.width))
    }
    func worker(_ worker: Worker) throws {
        Terminal.write(try Listings.workers([worker]).text(format, width: Terminal.width))
    }
    func queue(_ state: QueueState) throws {
        Terminal.write(try Listings.queue([state]).text(format, width: Terminal.width))
    }
}

extension Listings {
    static func queue(_ rows: [QueueState]) -> Listing<QueueState> {
        Listing(
            columns: [
                .text("paused since (UTC)") { .time(optional: $0.pausedAt) },
                .number("blocked") { .integer($0.blocked) }, .number("scheduled") { .integer($0.scheduled) },
                .number("ready") { .integer($0.ready) }, .number("paused") { .integer($0.paused) },
                .number("running") { .integer($0.running) },
            ], rows: rows)
    }
}
