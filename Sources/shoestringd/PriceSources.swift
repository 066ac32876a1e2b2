import Foundation
import HTTPClient
import Logging
import PriceFeeds
import Pricing
import Vocabulary
import Workflow

/// Where prices come from.
enum PriceSources {
    /// The feeds as this process's environment sets them up.
    static func feeds() throws -> [any PriceFeed] {
        FeedSettings(environment: ProcessInfo.processInfo.environment).feeds(FeedTransport(http: try HTTPClient()))
    }

    /// Stores the prices that Shoestring is shipped with; those that are there already are left as they are.
    static func loadSeed(into ledger: any PriceLedger, logger: Logger) async throws {
        let seed = SeedFeed()
        for refresh in try await RefreshPrices(ledger: ledger, feeds: [seed])(feed: seed.name) {
            if let failure = refresh.failure {
                logger.warning("the seed of prices was not loaded", metadata: ["reason": "\(failure)"])
            } else if refresh.added > 0 {
                logger.info(
                    "loaded the seed of prices",
                    metadata: ["quotes": "\(refresh.added)", "quarantined": "\(refresh.stopped.count)"])
            }
        }
    }
}
