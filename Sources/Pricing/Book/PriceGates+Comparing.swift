import FoundationEssentials
import Vocabulary

/// The gates that compare prices with each other.
extension PriceGates {
    typealias Stops = [Int: (gate: PriceGate, reason: String)]

    /// Two sources may differ by this share of the smaller price.
    static let tolerance = 0.05

    private struct Moment: Hashable {
        let key: PriceKey
        let source: String
        let effectiveAt: Date
    }

    /// One source, one key, one moment, two prices: neither can be believed.
    func stopContradictions(_ quotes: [Quote], _ stops: inout Stops) {
        let moments = Dictionary(grouping: quotes.indices) { index in
            Moment(key: quotes[index].key, source: quotes[index].source, effectiveAt: quotes[index].effectiveAt)
        }
        for indices in moments.values {
            let prices = Set(indices.map { quotes[$0].hourly })
            guard prices.count > 1 else { continue }
            let text = prices.sorted().map(\.description).joined(separator: " and ")
            for index in indices where stops[index] == nil {
                stops[index] = (.contradiction, "the source states \(text) USD/h for the same moment")
            }
        }
    }

    /// List prices far from their family's line; spot prices move too much within a family for that.
    func stopOffLine(_ quotes: [Quote], _ known: PriceBook, _ stops: inout Stops) {
        var families: [String: [(type: InstanceType, hourly: Money)]] = [:]
        for key in known.keys where key.purchase == .onDemand {
            guard let quote = known.latest(key), let type = type(of: key), let family = family(of: type, in: key.region)
            else { continue }
            families[family, default: []].append((type, quote.hourly))
        }
        let lines = families.compactMapValues { FamilyLine($0) }
        for (index, quote) in quotes.enumerated() where stops[index] == nil && quote.purchase == .onDemand {
            guard let type = type(of: quote.key), let family = family(of: type, in: quote.region),
                let reason = lines[family]?.complaint(about: type, hourly: quote.hourly)
            else { continue }
            stops[index] = (.familyLine, reason)
        }
    }

    private func family(of type: InstanceType, in region: String) -> String? {
        InstanceFamily.name(provider: type.provider, instanceType: type.name).map {
            "\(type.provider) \(region) \($0) \(type.accelerator ?? "")"
        }
    }

    /// List prices that another source contradicts. What the provider itself says now stands against any file; of two files neither
    /// stands when they come together, and the one that is there stands against the newcomer.
    func stopDifferences(_ quotes: [Quote], _ stops: inout Stops) {
        let own = Dictionary(grouping: quotes.indices.filter { stops[$0] == nil }) { quotes[$0].key }
        for (key, indices) in own where key.purchase == .onDemand {
            for index in indices where quotes[index].quality != .live && !stands(quotes[index]) {
                let others =
                    indices.filter { $0 != index }.map { quotes[$0] }
                    + book.inForce(key, at: .distantFuture)
                for other in others where other.source != quotes[index].source {
                    guard Self.differ(quotes[index].hourly, other.hourly) else { continue }
                    stops[index] = (
                        .sources,
                        "\(quotes[index].hourly) USD/h differs by more than 5 % from \(other.hourly) of \(other.source)"
                    )
                }
            }
        }
    }

    /// Whether this very quote is in the book: reading a file again does not call it into question.
    private func stands(_ quote: Quote) -> Bool {
        book.history(of: quote.key).contains {
            $0.source == quote.source && $0.effectiveAt == quote.effectiveAt && $0.hourly == quote.hourly
                && $0.isUsable
        }
    }

    static func differ(_ left: Money, _ right: Money) -> Bool {
        guard let ratio = max(left, right).ratio(to: min(left, right)) else { return true }
        return ratio > 1 + tolerance
    }

    /// Spot prices against the list price of the same machine.
    ///
    /// A list price that is too low looks like spot prices that are too high. Where one file has both and every one of its spot prices is
    /// above, neither can be believed; a single zone above the list price happens (p5.48xlarge).
    func stopSpot(_ quotes: [Quote], _ stops: inout Stops) {
        let lists = Self.listPrices(in: quotes)
        var verdicts: Stops = [:]
        var compared: [Int: (spots: Int, above: Int, reason: String)] = [:]
        for (index, quote) in quotes.enumerated() where stops[index] == nil && quote.purchase == .spot {
            guard let list = listPrice(for: quote, in: quotes, lists, stops) else { continue }
            let price = list.quote.hourly
            let reason = "spot \(quote.hourly) is above the list price \(price) USD/h"
            if quote.hourly == price {
                verdicts[index] = (.noDiscount, "spot equals the list price \(price): no discount is known")
            } else if quote.hourly > price {
                verdicts[index] = (.spotAboveList, reason)
            }
            if let other = list.index, list.quote.source == quote.source, list.quote.quality != .live {
                compared[other, default: (0, 0, reason)].spots += 1
                if quote.hourly > price { compared[other]?.above += 1 }
            }
        }
        for (index, count) in compared where count.spots == count.above {
            verdicts[index] = (.spotAboveList, count.reason)
        }
        stops.merge(verdicts) { first, _ in first }
    }

    private static func listPrices(in quotes: [Quote]) -> [PriceKey: [Int]] {
        let indices = quotes.indices.filter { quotes[$0].purchase == .onDemand && quotes[$0].hourly > .zero }
        return Dictionary(grouping: indices) { quotes[$0].key }
    }

    /// The list price of the same machine: of this harvest and source, of this harvest, of the book.
    private func listPrice(
        for spot: Quote, in quotes: [Quote], _ lists: [PriceKey: [Int]], _ stops: Stops
    ) -> (quote: Quote, index: Int?)? {
        let key = spot.key.onDemand
        let standing = (lists[key] ?? []).filter { stops[$0] == nil }
        if let index = standing.first(where: { quotes[$0].source == spot.source }) ?? standing.first {
            return (quotes[index], index)
        }
        return book.latest(key).map { ($0, nil) }
    }

    /// What is noted on prices that pass: a floor, a constant ratio.
    func labels(of quotes: [Quote], _ stops: Stops) -> [Int: (quality: QuoteQuality, reason: String)] {
        let lists = Self.listPrices(in: quotes)
        var labels: [Int: (quality: QuoteQuality, reason: String)] = [:]
        var ratios: [String: [(index: Int, spot: Money, list: Money)]] = [:]
        for (index, quote) in quotes.enumerated() where stops[index] == nil && quote.purchase == .spot {
            guard let list = listPrice(for: quote, in: quotes, lists, stops)?.quote.hourly else { continue }
            if quote.provider == "aws",
                quote.hourly.nanodollars.multipliedReportingOverflow(by: 10) == (list.nanodollars, false)
            {
                labels[index] = (quote.quality, "floor: exactly a tenth of the list price, which AWS never goes below")
            } else if quote.quality != .derived {
                ratios["\(quote.provider) \(quote.source)", default: []].append((index, quote.hourly, list))
            }
        }
        for members in ratios.values where members.count > 1 {
            guard members.allSatisfy({ Self.sameRatio($0, members[0]) }), Set(members.map(\.list)).count > 1,
                let ratio = members[0].spot.ratio(to: members[0].list)
            else { continue }
            for member in members {
                labels[member.index] = (
                    .derived, "spot is \(ratio) × the list price for all \(members.count) machines of the source"
                )
            }
        }
        return labels
    }

    /// a/b = c/d without division: the products in 128 bits are equal.
    private static func sameRatio(
        _ left: (index: Int, spot: Money, list: Money), _ right: (index: Int, spot: Money, list: Money)
    ) -> Bool {
        left.spot.nanodollars.multipliedFullWidth(by: right.list.nanodollars)
            == right.spot.nanodollars.multipliedFullWidth(by: left.list.nanodollars)
    }
}
