import ArgumentParser
import Client
import Vocabulary
import Wire

/// `sweep`: a grid of measurements.
struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep", abstract: "Submits a grid of measurements: every combination of the lists is one job.",
        discussion: """
            All jobs are stored or none; at most \(SubmitSweepBody.maximumJobs).

            Example: shoestring sweep --models alexnet,resnet18 --batch 1,8 --precision fp32,bf16 --watch
            """)

    @Option(help: "Models, as alexnet,resnet18.")
    var models: CommaList<String>

    @Option(help: "Images per request, as 1,8.")
    var batch: CommaList<Int>?

    @Option(help: "Heights and widths of images in pixels, as 128,160,192,224.")
    var inputSize: CommaList<Int>?

    @Option(help: "Numbers of classes.")
    var classes: CommaList<Int>?

    @Option(help: "Precisions, as fp32,bf16.")
    var precision: CommaList<String>?

    @Option(help: "Engines.")
    var engine: CommaList<String>?

    @Option(help: "Devices.")
    var device: CommaList<String>?

    @Option(help: "Threads, as 1,2.")
    var threads: CommaList<Int>?

    @Option(help: "Modes: latency,throughput.")
    var mode: CommaList<String>?

    @Option(help: "Seeds.")
    var seed: CommaList<Int>?

    @Option(help: "The longest that the measuring itself may take, in seconds.")
    var measureSeconds: CommaList<Int>?

    @Option(help: "How often each combination is measured.")
    var repetitions = 1

    @OptionGroup var queue: QueueOptions

    @Flag(help: "Wait for the end and show the results.")
    var watch = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    /// The body, read strictly as the coordinator will.
    func body() throws -> SubmitSweepBody {
        var grid: [String: JSONValue] = ["model": .array(models.values.map { .string($0) })]
        func add(_ name: String, _ list: CommaList<String>?) {
            if let list { grid[name] = .array(list.values.map { .string($0) }) }
        }
        func add(_ name: String, _ list: CommaList<Int>?) {
            if let list { grid[name] = .array(list.values.map { .integer(Int64($0)) }) }
        }
        add("batch", batch)
        add("input_size", inputSize)
        add("classes", classes)
        add("precision", precision)
        add("engine", engine)
        add("device", device)
        add("threads", threads)
        add("mode", mode)
        add("seed", seed)
        add("measure_seconds", measureSeconds)
        // The options pass through a job's body, which is the only public way to write them.
        let options = SubmitJobBody(
            configuration: .selftest(try SelftestConfiguration()), options: queue.options
        ).json
        guard case .object(var members) = options else { return try SubmitSweepBody(json: options) }
        members["configuration"] = nil
        members["grid"] = .object(grid)
        members["repetitions"] = .integer(Int64(repetitions))
        return try SubmitSweepBody(json: .object(members))
    }

    func run() async throws {
        try await reporting {
            let body = try body()
            let client = try server.client()
            let sweep = try await client.submit(body, key: queue.repeatKey ?? ShoestringClient.newIdempotencyKey())
            Terminal.note("sweep \(sweep.id) has \(sweep.total) jobs")
            for warning in sweep.warnings ?? [] { Terminal.note("warning: \(warning)") }
            if watch {
                try await Watching(client: client, format: output.format).sweep(sweep.id)
            } else {
                let text =
                    output.format == .json ? try JSONText.of(sweep) : try Listings.sweeps([sweep]).text(output.format)
                Terminal.write(text)
            }
        }
    }
}

/// `sweeps`.
struct SweepsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweeps", abstract: "Lists the sweeps, newest first.",
        discussion: "Example: shoestring sweeps --limit 5")

    @Option(help: "How many at most.")
    var limit = 50

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let client = try server.client()
            let rows = try await everyPage(limit) { try await client.sweeps(limit: $0, cursor: $1) }
            Terminal.write(try Listings.sweeps(rows).text(output.format, width: Terminal.width))
        }
    }
}

/// Follows the cursors of a listing until there are `limit` things or no more.
func everyPage<Item>(
    _ limit: Int, _ page: (_ limit: Int, _ cursor: String?) async throws -> Page<Item>
) async throws -> [Item] {
    var items: [Item] = []
    var cursor: String?
    repeat {
        let answer = try await page(min(limit - items.count, 1000), cursor)
        items += answer.items
        cursor = answer.nextCursor
        if answer.items.isEmpty { break }
    } while cursor != nil && items.count < limit
    return items
}
