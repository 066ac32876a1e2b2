import ArgumentParser
import Client
import Vocabulary
import Wire

/// `compression RUN`.
struct CompressionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compression",
        abstract: "Shows what a compression changed: before and after, with intervals and cost.",
        discussion: """
            Cost is the marginal one of a million images on the machine that measured, by the price that its attempt was billed with; \
            without a price it is absent, with the reason.

            Example: shoestring compression 0f3c…  (32 hexadecimal digits; shoestring runs lists them)
            """)

    @Argument(help: "The run's identity, 32 hexadecimal digits.")
    var id: String

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            guard let runID = RunID(id) else {
                throw InvalidInput(field: "id", expected: "32 hexadecimal digits", received: id)
            }
            try await Self.show(runID, try server.client(), output.format)
        }
    }

    /// Writes the table of a run.
    /// - Throws: ``InvalidInput`` for a run that is no compression.
    static func show(_ id: RunID, _ client: ShoestringClient, _ format: Format) async throws {
        let detail = try await client.run(id)
        guard case .compress? = detail.run.configuration else {
            throw InvalidInput(field: "id", expected: "the run of a compression", received: id.description)
        }
        let bill = try await client.bills(run: id).items.first { $0.attempt == detail.attempt }
        Terminal.write(
            try Listings.beforeAfter(BeforeAfter.rows(detail, bill: bill)).text(format, width: Terminal.width))
    }
}
