import ArgumentParser
import Client
import Foundation
import Vocabulary
import Wire

/// `prices`.
struct PricesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prices", abstract: "Shows what machines cost, with source and age; refreshes and checks prices.",
        discussion: """
            Works offline: a dated seed is there from the start. refresh and import are for administrators.

            Example: shoestring prices list --provider aws --purchase spot --sort price
                     shoestring prices history aws g4dn.xlarge --purchase spot
                     shoestring prices refresh azure-retail
            """,
        subcommands: [
            PricesListCommand.self, PricesHistoryCommand.self, PricesRefreshCommand.self, PricesCheckCommand.self,
            PricesImportCommand.self,
        ], defaultSubcommand: PricesListCommand.self)
}

/// `prices list`.
struct PricesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the prices in force.",
        discussion: "Example: shoestring prices list --type g4dn.xlarge --format json")

    @Option(help: "Only this provider's, as aws.")
    var provider: String?

    @Option(help: "Only this machine's, as g4dn.xlarge.")
    var type: String?

    @Option(help: "Only this region's, as us-east-1.")
    var region: String?

    @Option(help: "Only this kind: on_demand, spot or reserved.")
    var purchase: PurchaseKind?

    @Flag(help: "What the gates stopped, with the reasons, instead of what may be used.")
    var quarantined = false

    @Option(help: "By name, price or age; --sort=-price for the dearest first.")
    var sort: String?

    @Option(help: "Prices in force at that time or day, as 2026-11-21.")
    var at: String?

    @Option(help: "How many at most.")
    var limit = 1000

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit is a whole number from 1") }
    }

    func run() async throws {
        try await reporting {
            let client = try server.client()
            var query = PriceQuery()
            query.provider = provider
            query.type = type
            query.region = region
            query.purchase = purchase
            query.quarantined = quarantined
            query.sort = sort
            query.at = at
            let rows = try await everyPage(limit) { limit, cursor in
                query.limit = limit
                query.cursor = cursor
                let page = try await client.prices(query)
                return Page(items: page.items, nextCursor: page.nextCursor)
            }
            Terminal.write(try Listings.prices(rows).text(output.format, width: Terminal.width))
        }
    }
}

/// `prices history PROVIDER TYPE`.
struct PricesHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Lists what a machine has cost, the newest first, stopped quotes too.",
        discussion: "Example: shoestring prices history aws g4dn.xlarge --region us-east-1 --since 2026-11-01")

    @Argument(help: "The provider, as aws.")
    var provider: String

    @Argument(help: "The machine, as g4dn.xlarge.")
    var type: String

    @Option(help: "Only in this region.")
    var region: String?

    @Option(help: "Only this kind: on_demand, spot or reserved.")
    var purchase: PurchaseKind?

    @Option(help: "Only prices that began at that time or day, or later.")
    var since: String?

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
            let rows = try await everyPage(limit) { limit, cursor in
                try await client.priceHistory(
                    provider: provider, type: type, region: region, purchase: purchase, since: since, limit: limit,
                    cursor: cursor)
            }
            Terminal.write(try Listings.quotes(rows).text(output.format, width: Terminal.width))
        }
    }
}
