import ArgumentParser
import Client
import Vocabulary
import Wire

/// `reconcile`.
struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract:
            "Holds what was estimated against what attempts took and cost, and predicted request times against later runs.",
        discussion: """
            The summary and prices that have moved go to standard error; rows to standard output, JSON as the API answers.

            Example: shoestring reconcile --kind train --since 2026-11-01T00:00:00Z
            """)

    @Option(help: "Only what ended since this time, as 2026-11-01T00:00:00Z.")
    var since: String?

    @Option(help: "Only this kind of job: benchmark, compress, train or selftest.")
    var kind: JobKind?

    @Option(help: "Prices that moved by a larger share are named.")
    var drift = 0.07

    @Option(help: "How many attempts at most, 1 to 1000.")
    var limit = 200

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit is a whole number from 1 to 1000") }
        guard (0.001...10).contains(drift) else { throw ValidationError("--drift is a share from 0.001 to 10") }
    }

    func run() async throws {
        try await reporting {
            let answer = try await server.client().reconciliation(
                since: since, kind: kind, drift: drift, limit: limit)
            guard output.format != .json else {
                Terminal.write(try JSONText.of(answer))
                return
            }
            Terminal.write(try Listings.reconciled(answer.items).text(output.format, width: Terminal.width))
            for summary in answer.kinds + [answer.all] {
                Terminal.note("\(summary.kind?.rawValue ?? "all"): \(summary.summary)")
            }
            for summary in answer.requests {
                Terminal.note("request times, \(summary.level?.rawValue ?? "all"): \(summary.summary)")
            }
            for alert in answer.alerts {
                Terminal.note(
                    "\(alert.before.host) cost \(alert.before.marginal) USD/h in the estimate of job \(alert.job), and "
                        + "\(alert.now.marginal) now (\(alert.now.source))")
            }
        }
    }
}
