import FoundationEssentials
import HTTPClient
public import Pricing
import Vocabulary

/// The file behind AWS's Spot Instance Advisor: savings of the last 30 days averaged over zones. Prices from it are derived: against the
/// median of the zones' own prices 14.5 % off on average over 22 types (`docs/prices.md`). Needs no key.
public struct SpotAdvisorFeed: PriceFeed {
    /// `spot-advisor`.
    public let name = "spot-advisor"
    /// The address.
    public let address: String
    private let regions: [String]
    private let transport: FeedTransport

    /// What the quotes name as their source.
    static let source = "AWS Spot Instance Advisor"

    /// A feed.
    ///
    /// - Parameters:
    ///   - address: The file's address.
    ///   - regions: Whose savings are read.
    ///   - transport: Sends.
    public init(address: String, regions: [String], transport: FeedTransport) {
        self.address = address
        self.regions = regions
        self.transport = transport
    }

    /// One complete reading.
    public func harvest(_ request: PriceFeedRequest) async throws(PriceFeedFailure) -> PriceHarvest {
        let data = try await transport.send(HTTPRequest(.get, address))
        let file = try FeedJSON.decode(AdvisorFile.self, from: data)
        var harvest = PriceHarvest()
        let types = request.types.filter { $0.provider == "aws" }
        for region in regions {
            guard let savings = file.advisor[region]?["Linux"] else {
                throw .notUnderstood(reason: "it has no Linux machines of \(region)")
            }
            var withoutList = 0
            for type in types {
                guard let entry = savings[type.name] else { continue }
                guard (0...100).contains(entry.s) else { throw .notUnderstood(reason: "a saving of \(entry.s) %") }
                let key = PriceKey(provider: "aws", instanceType: type.name, region: region, purchase: .spot)
                guard let list = request.book.latest(key.onDemand) else {
                    withoutList += 1
                    continue
                }
                harvest.candidates.append(candidate(key, list, entry, file, request.moment))
            }
            if withoutList > 0 {
                harvest.remarks.append(
                    "\(withoutList) machines of \(region) have no list price to take the saving from")
            }
        }
        return harvest
    }

    private func candidate(
        _ key: PriceKey, _ list: Quote, _ entry: AdvisorFile.Entry, _ file: AdvisorFile, _ now: Date
    ) -> PriceCandidate {
        // Whole per cents of whole nano-dollars, rounded half up: no floating point.
        let (high, low) = list.hourly.nanodollars.multipliedFullWidth(by: Int64(100 - entry.s))
        let share = Int64(100).dividingFullWidth((high, low))
        let amount = Money(nanodollars: share.quotient + (share.remainder >= 50 ? 1 : 0))
        let band = file.ranges.first { $0.index == entry.r }?.label ?? "\(entry.r)"
        return PriceCandidate(
            key: key, amount: amount, effectiveAt: FeedTime.day(of: now), source: Self.source, fetchedAt: now,
            quality: .derived,
            note:
                "list price \(list.hourly) less \(entry.s) %, the saving of 30 days over all zones; band \(band), which is not a rate"
        )
    }
}

/// What is read of the file.
private struct AdvisorFile: Decodable {
    struct Range: Decodable {
        let index: Int
        let label: String
    }

    /// `s`: saving in per cent; `r`: index of the band.
    struct Entry: Decodable {
        let s: Int
        let r: Int
    }

    let ranges: [Range]
    let advisor: [String: [String: [String: Entry]]]

    enum CodingKeys: String, CodingKey {
        case ranges
        case advisor = "spot_advisor"
    }
}
