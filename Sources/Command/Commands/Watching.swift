import ArgumentParser
import Client
import Foundation
import Vocabulary
import Wire

/// Waits for the end of a sweep or a job, showing how far it is on standard error, and then writes what was measured.
struct Watching {
    let client: ShoestringClient
    let format: Format
    let start = ContinuousClock.now

    /// How often it looks.
    static let interval = Duration.milliseconds(500)

    /// - Throws: `ExitCode` 3 when not everything was done.
    func sweep(_ id: SweepID) async throws {
        let sweep = try await end(of: id)
        var query = RunQuery()
        query.sweep = id
        let runs = try await everyPage(SubmitSweepBody.maximumJobs) { limit, cursor in
            query.limit = limit
            query.cursor = cursor
            return try await client.runs(query)
        }
        Terminal.write(try Listings.runs(runs).text(format, width: Terminal.width))
        if sweep.done < sweep.total { throw ExitCode(ExitStatus.workFailed.rawValue) }
    }

    /// Waits for the end of a sweep and returns it.
    @discardableResult func end(of id: SweepID) async throws -> Sweep {
        var meter = ProgressMeter(try await client.sweep(id), at: .zero)
        var shown = ""
        let draws = Terminal.canDraw
        while true {
            let line = meter.line
            if draws {
                Terminal.draw("\r" + meter.bar(width: Terminal.noteWidth) + "\u{1B}[K")
            } else if Self.counts(meter.sweep) != shown {
                shown = Self.counts(meter.sweep)
                Terminal.note("sweep \(id): \(line)")
            }
            if meter.sweep.isFinal { break }
            try await Task.sleep(for: Self.interval)
            meter.update(try await patiently { try await client.sweep(id) }, at: ContinuousClock.now - start)
        }
        if draws { Terminal.draw("\n") }
        return meter.sweep
    }

    /// - Throws: `ExitCode` 3 when it was not done.
    func job(_ id: JobID) async throws {
        var job = try await client.job(id)
        var shown = ""
        let draws = Terminal.canDraw
        while !job.state.isFinal {
            let progress = job.progress.map { " \(Int($0 * 100)) %" } ?? ""
            let line = "job \(id): \(job.state.rawValue)\(progress)"
            if draws {
                Terminal.draw("\r\(line)\u{1B}[K")
            } else if job.state.rawValue != shown {
                shown = job.state.rawValue
                Terminal.note(line)
            }
            try await Task.sleep(for: Self.interval)
            job = try await patiently { try await client.job(id) }
        }
        if draws { Terminal.draw("\r\u{1B}[K") }
        let run = try await client.run(job.run)
        let text =
            format == .json
            ? try JSONText.of(run) : try Listings.runs([run.run]).text(format, width: Terminal.width)
        Terminal.write(text)
        if job.state != .done { throw ExitCode(ExitStatus.workFailed.rawValue) }
    }

    /// A coordinator that restarts does not end the watch: a minute of silence does.
    private func patiently<Answer>(_ ask: () async throws -> Answer) async throws -> Answer {
        let begin = ContinuousClock.now
        while true {
            do {
                return try await ask()
            } catch let error as ClientError where error.mayPassWhenRetried {
                guard ContinuousClock.now - begin < .seconds(60) else { throw error }
                try await Task.sleep(for: Self.interval)
            }
        }
    }

    private static func counts(_ sweep: Sweep) -> String { "\(sweep.done) \(sweep.failed) \(sweep.cancelled)" }
}

/// `watch SWEEP` or `watch --job JOB`.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Waits for a sweep or a job and shows what was measured.",
        discussion: """
            A bar with rate and time left on a terminal, lines elsewhere, on standard error; the results on standard output. Ends with 0 when \
            everything was done and with 3 when something failed or was cancelled.

            Example: shoestring watch 2
                     shoestring watch --job 17
            """)

    @Argument(help: "The sweep's number.")
    var sweep: Int64?

    @Option(help: "The number of a job instead.")
    var job: Int64?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        guard (sweep == nil) != (job == nil) else { throw ValidationError("give a sweep's number or --job") }
    }

    func run() async throws {
        try await reporting {
            let watching = Watching(client: try server.client(), format: output.format)
            if let sweep { try await watching.sweep(SweepID(sweep)) }
            if let job { try await watching.job(JobID(job)) }
        }
    }
}
