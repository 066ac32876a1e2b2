import Foundation
public import Pricing
import Vocabulary

/// The prices that Shoestring is shipped with.
public enum Seed {
    /// Where the table is installed.
    static var file: URL? { Bundle.module.url(forResource: "prices", withExtension: "csv") }

    /// Reads the table of the installation.
    ///
    /// - Throws: ``PriceFeedFailure`` when it is missing or broken.
    public static func harvest() throws(PriceFeedFailure) -> PriceHarvest {
        guard let file else { throw .unreachable(reason: "prices.csv is missing from the installation") }
        let text: String
        do {
            text = try String(contentsOf: file, encoding: .utf8)
        } catch {
            throw .unreachable(reason: "prices.csv cannot be read: \(error)")
        }
        do throws(InvalidInput) {
            return try SeedTable.harvest(text)
        } catch {
            throw .notUnderstood(reason: "prices.csv: \(error)")
        }
    }
}

/// The seed as a feed, so that it can be asked for like the others.
public struct SeedFeed: PriceFeed {
    /// `seed`.
    public let name = "seed"
    /// The file.
    public let address = "prices.csv of this installation"

    /// The seed.
    public init() {}

    /// The whole table.
    public func harvest(_ request: PriceFeedRequest) async throws(PriceFeedFailure) -> PriceHarvest {
        try Seed.harvest()
    }
}
