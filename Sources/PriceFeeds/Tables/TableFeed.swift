import FoundationEssentials
import HTTPClient
public import Pricing
import Vocabulary

/// A table of prices in SkyPilot's column names at an address of one's own.
public struct TableFeed: PriceFeed {
    /// `table`.
    public let name = "table"
    /// The address.
    public let address: String
    private let provider: String
    private let transport: FeedTransport

    /// The environment variables of address and provider.
    static let variables = ["SHOESTRING_PRICE_TABLE_URL", "SHOESTRING_PRICE_TABLE_PROVIDER"]

    /// A feed.
    ///
    /// - Parameters:
    ///   - address: The table's address; empty when there is none.
    ///   - provider: Whose prices it has; the table does not say.
    ///   - transport: Sends.
    public init(address: String, provider: String, transport: FeedTransport) {
        self.address = address
        self.provider = provider
        self.transport = transport
    }

    /// One complete reading.
    public func harvest(_ request: PriceFeedRequest) async throws(PriceFeedFailure) -> PriceHarvest {
        let missing = zip(Self.variables, [address, provider]).filter { $0.1.isEmpty }.map(\.0)
        guard missing.isEmpty else { throw .missing(variables: missing) }
        let data = try await transport.send(HTTPRequest(.get, address))
        let table = PriceTable(
            provider: provider, source: "table \(address)", effectiveAt: FeedTime.day(of: request.moment),
            fetchedAt: request.moment)
        do throws(InvalidInput) {
            return try table.harvest(String(decoding: data, as: UTF8.self))
        } catch {
            throw .notUnderstood(reason: error.description)
        }
    }
}
