import ArgumentParser
import Client
import Vocabulary
import Wire

/// `runs`.
struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "Lists runs with what was measured, newest first.",
        discussion: """
            --sort takes created_at, name or metrics.KEY; a minus in front turns it round.

            Example: shoestring runs --model resnet18 --sort metrics.latency_median_ms --format csv > runs.csv
            """)

    @Option(help: "Of this network.")
    var model: String?

    @Option(help: "In this state: \(RunStatus.allCases.map(\.rawValue).joined(separator: ", ")).")
    var status: RunStatus?

    @Option(help: "Of this sweep.")
    var sweep: Int64?

    @Option(help: "Of this experiment, by number or name.")
    var experiment: String?

    @Option(help: "In this precision.")
    var precision: Precision?

    @Option(help: "With this batch size.")
    var batch: Int?

    @Option(help: "By what they are ordered, as --sort=-metrics.latency_median_ms.")
    var sort: String?

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
            var query = RunQuery()
            query.model = model
            query.status = status
            query.sweep = sweep.map { SweepID($0) }
            query.experiment = experiment
            query.precision = precision
            query.batch = batch
            query.sort = sort
            let rows = try await everyPage(limit) { limit, cursor in
                query.limit = limit
                query.cursor = cursor
                return try await client.runs(query)
            }
            Terminal.write(try Listings.runs(rows).text(output.format, width: Terminal.width))
        }
    }
}

/// `run ID`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Shows one run: configuration, metrics, facts, attempts; or one metric over time.",
        discussion: """
            With --series a metric's values are listed: each for itself where they fit in --points, otherwise in buckets with
            the smallest, the greatest, the mean and the last value of each.

            Example: shoestring run 0f3c…  (32 hexadecimal digits; shoestring runs lists them)
            Example: shoestring run 0f3c… --series train_loss --from 1000 --format csv > loss.csv
            """)

    @Argument(help: "The run's identity, 32 hexadecimal digits.")
    var id: String

    @Option(help: "The history of this metric, as train_loss.")
    var series: String?

    @Option(help: "With --series: from this step, or millisecond since 1970 with --axis time.")
    var from: Int64?

    @Option(help: "With --series: up to this one.")
    var to: Int64?

    @Option(help: "With --series: step or time.")
    var axis: SeriesAxis?

    @Option(help: "With --series: how many values fit, 1 to 5000; 1000 by default.")
    var points: Int?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        guard series != nil || (from == nil && to == nil && axis == nil && points == nil) else {
            throw ValidationError("--from, --to, --axis and --points go with --series")
        }
    }

    func run() async throws {
        try await reporting {
            guard let runID = RunID(id) else {
                throw InvalidInput(field: "id", expected: "32 hexadecimal digits", received: id)
            }
            if let series {
                let values = try await server.client().series(
                    series, of: runID, axis: axis, from: from, to: to, points: points)
                guard output.format != .json else { return Terminal.write(try JSONText.of(values)) }
                Terminal.write(try Listings.series(values).text(output.format, width: Terminal.width))
                return
            }
            let detail = try await server.client().run(runID)
            if output.format == .json {
                Terminal.write(try JSONText.of(detail))
                return
            }
            Terminal.write(try Listings.facts(of: detail).text(output.format, width: Terminal.width))
            if output.format == .table, !detail.attempts.isEmpty {
                Terminal.write("\n" + (try Listings.attempts(detail.attempts).text(.table, width: Terminal.width)))
            }
        }
    }
}

/// A name and a value of a run.
struct Fact: Encodable, Sendable {
    let group: String
    let name: String
    let value: String
}

extension Listings {
    /// Everything that is known of a run, one line each.
    static func facts(of detail: RunDetail) -> Listing<Fact> {
        let run = detail.run
        var rows = [
            Fact(group: "run", name: "id", value: run.id.description),
            Fact(group: "run", name: "name", value: run.name),
            Fact(group: "run", name: "status", value: run.status.rawValue),
        ]
        if let failure = run.failure {
            rows.append(Fact(group: "run", name: "reason", value: "\(failure.code.rawValue): \(failure.message)"))
        }
        if case .object(let members)? = run.configuration?.json { rows += facts("configuration", members) }
        rows += run.metrics.sorted { $0.key < $1.key }.map {
            Fact(group: "metric", name: $0.key, value: "\($0.value.value)")
        }
        rows += detail.absent.sorted { $0.key < $1.key }.map {
            Fact(group: "metric", name: $0.key, value: "absent: \($0.value)")
        }
        rows += detail.series.map { Fact(group: "samples", name: "\($0.name) (\($0.unit))", value: "\($0.count)") }
        rows += run.tags.sorted { $0.key < $1.key }.map { Fact(group: "tag", name: $0.key, value: $0.value) }
        rows += detail.artifacts.map {
            Fact(group: "artifact", name: $0.name.description, value: "\($0.byteCount) bytes")
        }
        rows += detail.parents.map { Fact(group: "parent", name: $0.relation.rawValue, value: "\($0.run) \($0.name)") }
        rows += detail.children.map { Fact(group: "child", name: $0.relation.rawValue, value: "\($0.run) \($0.name)") }
        if case .object(let members)? = detail.facts { rows += facts("fact", members) }
        return Listing(
            columns: [
                .text("kind") { .text($0.group) }, .text("name") { .text($0.name) },
                .text("value", isFlexible: true) { .text($0.value) },
            ], rows: rows)
    }

    private static func facts(_ group: String, _ members: [String: JSONValue], under prefix: String = "") -> [Fact] {
        members.sorted { $0.key < $1.key }.flatMap { name, value -> [Fact] in
            if case .object(let inner) = value { return facts(group, inner, under: "\(prefix)\(name).") }
            let text = if case .string(let text) = value { text } else { Self.compact(value) }
            return [Fact(group: group, name: prefix + name, value: text)]
        }
    }

    private static func compact(_ value: JSONValue) -> String { String(decoding: value.canonicalData(), as: UTF8.self) }
}

/// `workers`.
struct WorkersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workers", abstract: "Lists the workers and what they offer.",
        discussion: "Example: shoestring workers --format json")

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let rows = try await server.client().workers().items
            Terminal.write(try Listings.workers(rows).text(output.format, width: Terminal.width))
        }
    }
}
