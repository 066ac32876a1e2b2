import ArgumentParser
import Client
import Foundation
import Vocabulary
import Wire

/// `search MODEL` and `search show SWEEP`.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Searches for the best training: draws samples, stops the weak ones early.",
        discussion: """
            Example: shoestring search shoestring_cnn --epochs 9 --samples 27 --draw learning_rate=log_uniform:0.001,0.3 --watch
                     shoestring search show 4
            """,
        subcommands: [SearchSubmitCommand.self, SearchShowCommand.self], defaultSubcommand: SearchSubmitCommand.self)
}

/// `search MODEL`.
struct SearchSubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Submits a search; the word submit may be left out.",
        discussion: """
            Every sample is a training of the network with drawn fields. With asha a run that is not among the best at a rung (after 1, 3, 9… epochs) \
            is stopped there and keeps what it has; with random all are trained to the end. What is not drawn is set by its name in \
            docs/training.md, as --set weight_decay=0.0005.

            Example: shoestring search shoestring_cnn --epochs 9 --samples 27 --budget 0.50 --max-hours 2 \
            --draw learning_rate=log_uniform:0.001,0.3 --draw momentum=uniform:0.5,0.99 --draw batch=choice:32,64,128 --watch
                     shoestring search resnet18_small --method random --samples 8 --epochs 4 --draw seed=int:1,1000
            """)

    @Argument(help: "A model's name, as shoestring_cnn.")
    var model: String

    @Option(
        help:
            "A field and what it is drawn from: NAME=choice:A,B…, uniform:A,B, log_uniform:A,B or int:A,B; may be repeated."
    )
    var draw: [String]

    @Option(help: "How many trainings are drawn.")
    var samples: Int

    @Option(help: "asha, which stops weak runs, or random.")
    var method: SearchPlan.Method = .asha

    @Option(help: "What runs are compared by: \(SearchPlan.Measure.allCases.map(\.rawValue).joined(separator: ", ")).")
    var metric: SearchPlan.Measure = .validationAccuracy

    @Option(help: "Epochs before the first rung; by default 1.")
    var minEpochs: Int?

    @Option(help: "One run in so many goes on from a rung; by default 3.")
    var reduction: Int?

    @Option(help: "Hours of machine time, of all attempts together, after which no more sample starts.")
    var maxHours: Double?

    @Option(help: "Decides what is drawn.")
    var searchSeed: UInt64 = 1

    @Option(help: "Epochs of a whole training.")
    var epochs: Int

    @Option(help: "A data set's name on the workers, as fashion-mnist.")
    var data = "fashion-mnist"

    @Option(help: "Share of the training images that runs are compared by.")
    var validationShare = 0.1

    @Option(help: "Any other field of the configuration, as name=value; may be repeated.")
    var set: [String] = []

    @OptionGroup var queue: QueueOptions

    @Flag(help: "Wait for the end and show the samples.")
    var watch = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        for text in set where !text.contains("=") { throw ValidationError("--set is name=value, not '\(text)'") }
        for text in draw where Self.range(text) == nil {
            throw ValidationError(
                "--draw is NAME=choice:A,B…, uniform:A,B, log_uniform:A,B or int:A,B, as learning_rate=log_uniform:0.001,0.3, not '\(text)'"
            )
        }
        // Of two values for one field neither is meant more than the other.
        let names = (set + draw).map { String($0.prefix { $0 != "=" }) }
        for name in names where names.count(where: { $0 == name }) > 1 {
            throw ValidationError("\(name) is given more than once by --set and --draw")
        }
        guard Int64(exactly: searchSeed) != nil else {
            throw ValidationError("--search-seed is a whole number from 0 to \(Int64.max), not \(searchSeed)")
        }
    }

    func run() async throws {
        try await reporting {
            let body = try body()
            let client = try server.client()
            let sweep = try await client.submit(body, key: queue.repeatKey ?? ShoestringClient.newIdempotencyKey())
            Terminal.note("sweep \(sweep.id) searches among \(sweep.total) samples")
            let watching = Watching(client: client, format: output.format)
            if watch { try await watching.end(of: sweep.id) }
            try await watching.search(sweep.id)
        }
    }

    /// The body, read strictly as the coordinator will.
    func body() throws -> SubmitSearchBody {
        var configuration: [String: JSONValue] = [
            "kind": "train", "model": .string(model), "data": .string(data), "epochs": .integer(Int64(epochs)),
            "validation_share": .number(validationShare),
        ]
        for text in set {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            configuration[parts[0]] = Self.value(parts[1])
        }
        var search: [String: JSONValue] = [
            "method": .string(method.rawValue), "metric": .string(metric.rawValue), "samples": .integer(Int64(samples)),
            "seed": .integer(Int64(clamping: searchSeed)),
            "space": .object(Dictionary(draw.compactMap(Self.range), uniquingKeysWith: { _, last in last })),
        ]
        search["min_epochs"] = minEpochs.map { .integer(Int64($0)) }
        search["reduction_factor"] = reduction.map { .integer(Int64($0)) }
        search["max_hours"] = maxHours.map { .number($0) }
        var members = queue.options.members
        members["configuration"] = .object(configuration)
        members["search"] = .object(search)
        return try SubmitSearchBody(json: .object(members))
    }

    /// `learning_rate=log_uniform:0.001,0.3` → its name, `{"log_uniform": [0.001, 0.3]}`; nil when it is nothing like it.
    static func range(_ text: String) -> (String, JSONValue)? {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        let words = parts[1].split(separator: ":", maxSplits: 1).map(String.init)
        guard words.count == 2, ["choice", "uniform", "log_uniform", "int"].contains(words[0]) else { return nil }
        let values = words[1].split(separator: ",", omittingEmptySubsequences: false).map { value(String($0)) }
        return (parts[0], .object([words[0]: .array(values)]))
    }

    /// JSON where it is JSON, else text.
    private static func value(_ text: String) -> JSONValue {
        do {
            return try JSONValue(parsing: Data(text.utf8))
        } catch {
            return .string(text)
        }
    }
}

/// `search show SWEEP`.
struct SearchShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a search: each sample, what it reached at each rung, and why it stopped.",
        discussion: "Example: shoestring search show 4")

    @Argument(help: "The sweep's number.")
    var sweep: Int64

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            try await Watching(client: try server.client(), format: output.format).search(SweepID(sweep))
        }
    }
}

extension Watching {
    /// Writes a search's samples, the best first.
    func search(_ id: SweepID) async throws {
        let search = try await client.search(id)
        switch format {
        case .json: Terminal.write(try JSONText.of(search))
        case .csv: Terminal.write(try Listings.samples(search).text(.csv))
        case .table:
            Terminal.write(try Listings.samples(search).text(.table, width: Terminal.width))
            for line in Self.summary(of: search) { Terminal.note(line) }
        }
    }

    private static func summary(of search: SearchDetail) -> [String] {
        let used = "\(search.samples.count) samples, \(Int(search.usedSeconds.rounded())) s of machine time"
        let money = search.spent.map { spent in ", \(spent) USD" + (search.limit.map { " of \($0)" } ?? "") } ?? ""
        return [used + money] + (search.exhaustedReason.map { ["no more samples start: \($0)"] } ?? [])
    }
}

extension Listings {
    static func samples(_ search: SearchDetail) -> Listing<SearchDetail.Sample> {
        let fields = Set(search.samples.flatMap(\.values.keys)).sorted()
        var columns: [Column<SearchDetail.Sample>] = [
            .number("job") { .text($0.job.description) }, .text("state") { .text($0.state.rawValue) },
        ]
        for field in fields {
            columns.append(
                .text(field) { sample in
                    .text(optional: sample.values[field].map { String(decoding: $0.canonicalData(), as: UTF8.self) })
                })
        }
        for rung in search.rungs {
            columns.append(
                .number("epoch \(rung)") { sample in
                    .number(optional: sample.decisions.first { $0.epoch == rung }?.value.value, digits: 4)
                })
        }
        columns.append(.number("latest") { .number(optional: $0.latest?.value, digits: 4) })
        columns.append(.text("why it ended", isFlexible: true) { .text(optional: $0.endReason) })
        columns.append(.text("run") { .text($0.run.description) })
        let lowerIsBetter = search.plan["metric"].map { $0 == "validation_loss" || $0 == "epoch_train_loss" } ?? false
        let rows = search.samples.sorted { left, right in
            guard let one = left.latest?.value, let other = right.latest?.value else { return left.latest != nil }
            return lowerIsBetter ? one < other : one > other
        }
        return Listing(columns: columns, rows: rows)
    }
}
