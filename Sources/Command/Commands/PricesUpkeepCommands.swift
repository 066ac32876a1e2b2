import ArgumentParser
import Client
import Foundation
import Vocabulary
import Wire

/// `prices refresh [FEED]`.
struct PricesRefreshCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh", abstract: "Asks one source for prices, or all of them.",
        discussion: """
            Sources: seed, aws-list, aws-spot, spot-advisor, azure-retail, gcp-catalogue, table. Keys are read from the coordinator's environment \
            (docs/prices.md). A source gives a whole reading or nothing; what it gave before stays. The exit code is 3 when one gave nothing.

            Example: shoestring prices refresh spot-advisor
            """)

    @Argument(help: "The source; all without it.")
    var feed: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let refreshes = try await server.client().refreshPrices(feed: feed).items
            try PriceReport.write(refreshes, output.format)
        }
    }
}

/// `prices import FILE`.
struct PricesImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Stores a table of prices in SkyPilot's column names, whole or not at all.",
        discussion: "Example: shoestring prices import vms.csv --provider lambda --effective-at 2026-11-01")

    @Argument(help: "The file, comma-separated values in UTF-8.")
    var file: String

    @Option(help: "Whose prices the file has, as aws.")
    var provider: String

    @Option(help: "What the quotes name as their source; the file's name without it.")
    var source: String?

    @Option(help: "Since when the prices hold; now without it.")
    var effectiveAt: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let table: Data
            do {
                table = try Data(contentsOf: URL(filePath: file))
            } catch {
                throw CommandFailure("\(file) cannot be read: \(error.localizedDescription)", .usage)
            }
            let refresh = try await server.client().importPrices(
                table, provider: provider, source: source ?? URL(filePath: file).lastPathComponent,
                effectiveAt: effectiveAt)
            try PriceReport.write([refresh], output.format)
        }
    }
}

/// `prices check`.
struct PricesCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Names prices that are old, contradicted or moved, and how the sources fared.",
        discussion: "Example: shoestring prices check --older-than-days 7 --since 2026-11-01")

    @Option(help: "Prices that were not read for more days are old.")
    var olderThanDays = 30

    @Option(help: "Moves of more than 5 % since that time or day are named.")
    var since: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let check = try await server.client().priceCheck(olderThanDays: olderThanDays, since: since)
            if output.format == .json {
                Terminal.write(try JSONText.of(check))
                return
            }
            Terminal.write(try Listings.findings(check.findings).text(output.format, width: Terminal.width))
            Terminal.note(
                "\(check.inForce) prices in force, \(check.stopped) quotes stopped, \(check.findings.count) findings")
            for feed in check.feeds {
                let good = feed.fetchedAt.map { "read \(Cell.time($0).display), \(feed.quoteCount ?? 0) quotes" }
                let bad = feed.failure.map { "; failed \(feed.failedAt.map { Cell.time($0).display } ?? ""): \($0)" }
                Terminal.note("\(feed.name): \(good ?? "never read")\(bad ?? "")")
            }
        }
    }
}

/// What a refresh or an import came to.
enum PriceReport {
    /// Writes it; a table names every price that was stopped on standard error.
    static func write(_ refreshes: [PriceRefresh], _ format: Format) throws {
        Terminal.write(try Listings.refreshes(refreshes).text(format, width: Terminal.width))
        if format != .json {
            for refresh in refreshes {
                for stop in refresh.stopped + refresh.refused { Terminal.note("\(stop.price): \(stop.reason)") }
                for remark in refresh.remarks { Terminal.note("\(refresh.feed): \(remark)") }
            }
        }
        if refreshes.contains(where: { $0.failure != nil }) { throw ExitCode(ExitStatus.workFailed.rawValue) }
    }
}
