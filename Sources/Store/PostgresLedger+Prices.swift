public import Foundation
import Postgres
public import Vocabulary
public import Workflow

extension PostgresLedger {
    /// Stores everything that one reading gave, all or nothing, and that the feed was read.
    public func store(_ prices: PriceImport) async throws(LedgerError) -> PriceStored {
        let statements = statements
        return try await translated {
            try await client.transaction { session in
                if !prices.types.isEmpty {
                    _ = try session.execute(statements[.instanceTypesPut], Self.parameters(of: prices.types))
                }
                _ = try session.execute(
                    statements[.priceSourcesAdd],
                    ["names": Set(prices.quotes.map(\.source)).sorted().map(Optional.init)])
                let rows = try session.execute(statements[.priceQuotesAdd], Self.parameters(of: prices.quotes))
                _ = try session.execute(
                    statements[.priceFeedSucceeded],
                    [
                        "name": prices.feed, "address": prices.address, "fetched_at": prices.fetchedAt,
                        "quote_count": Int32(prices.quotes.count),
                    ])
                return PriceStored(
                    added: try rows.first?.decode("added") ?? 0, confirmed: try rows.first?.decode("confirmed") ?? 0)
            }
        }
    }

    private static func parameters(of types: [InstanceType]) -> Parameters {
        [
            "providers": types.map { $0.provider.storable as String? },
            "names": types.map { $0.name.storable as String? },
            "processors": types.map { Int32(clamping: $0.processors) as Int32? },
            "memory_gib": types.map { $0.memoryGiB as Double? },
            "architectures": types.map { $0.architecture.storable as String? },
            "accelerators": types.map { $0.accelerator?.storable },
            "accelerator_counts": types.map { Int32(clamping: $0.acceleratorCount) as Int32? },
            "accelerator_memory_gib": types.map(\.acceleratorMemoryGiB),
        ]
    }

    private static func parameters(of quotes: [Quote]) -> Parameters {
        [
            "sources": quotes.map { $0.source.storable as String? },
            "providers": quotes.map { $0.provider.storable as String? },
            "types": quotes.map { $0.instanceType.storable as String? },
            "regions": quotes.map { $0.region.storable as String? },
            "zones": quotes.map { ($0.zone ?? "").storable as String? },
            "purchases": quotes.map { $0.purchase.rawValue as String? },
            "nanodollars": quotes.map { $0.hourly.nanodollars as Int64? },
            "effective": quotes.map { $0.effectiveAt as Date? }, "fetched": quotes.map { $0.fetchedAt as Date? },
            "qualities": quotes.map { $0.quality.rawValue as String? }, "notes": quotes.map { $0.note?.storable },
        ]
    }

    /// Notes that a feed gave nothing; what it gave before stays in force.
    public func noteFailure(ofFeed name: String, address: String, reason: String) async throws(LedgerError) {
        _ = try await execute(.priceFeedFailed, ["name": name, "address": address, "failure": reason.storable])
    }

    /// How the feeds fared, by name.
    public func priceFeeds() async throws(LedgerError) -> [PriceFeedStatus] {
        let rows = try await execute(.priceFeedsAll)
        return try await translated {
            try rows.map {
                PriceFeedStatus(
                    name: try $0.decode("name"), address: try $0.decode("address"),
                    fetchedAt: try $0.decode("fetched_at"),
                    quoteCount: try $0.decode("quote_count", as: Int32?.self).map { Int($0) },
                    failedAt: try $0.decode("failed_at"), failure: try $0.decode("failure"))
            }
        }
    }

    /// Every machine by provider and name.
    public func instanceTypes() async throws(LedgerError) -> [InstanceType] {
        let rows = try await execute(.instanceTypesAll)
        return try await translated {
            try rows.map {
                InstanceType(
                    provider: try $0.decode("provider"), name: try $0.decode("name"),
                    processors: Int(try $0.decode("processors", as: Int32.self)),
                    memoryGiB: try $0.decode("memory_gib"),
                    architecture: try $0.decode("architecture"), accelerator: try $0.decode("accelerator"),
                    acceleratorCount: Int(try $0.decode("accelerator_count", as: Int32.self)),
                    acceleratorMemoryGiB: try $0.decode("accelerator_memory_gib"))
            }
        }
    }

    /// What each source says of each key at a moment, the database's clock by default, and that moment.
    public func pricesInForce(
        _ filter: PriceFilter, at moment: Date?
    ) async throws(LedgerError) -> (asOf: Date, quotes: [Quote]) {
        let rows = try await execute(
            .pricesInForce,
            [
                "at": moment, "provider": filter.provider, "type": filter.instanceType, "region": filter.region,
                "purchase": filter.purchase?.rawValue, "stopped": filter.stopped,
            ])
        return try await translated {
            guard let first = rows.first else { throw LedgerError.defect("the statement always has a row") }
            let quotes = try rows.compactMap { row in
                try row.decode("source", as: String?.self) == nil ? nil : try row.quote()
            }
            return (asOf: try first.decode("as_of"), quotes: quotes)
        }
    }

    /// Every quote of a machine, stopped ones too, the newest first.
    public func priceHistory(_ query: PriceHistoryQuery) async throws(LedgerError) -> [Quote] {
        let rows = try await execute(
            .priceHistory,
            [
                "provider": query.provider, "type": query.instanceType, "region": query.region, "zone": query.zone,
                "purchase": query.purchase?.rawValue, "since": query.since, "skip": Int64(query.skip),
                "count": Int64(query.limit),
            ])
        return try await translated { try rows.map { try $0.quote() } }
    }
}

extension Row {
    func quote() throws -> Quote {
        let zone: String = try decode("zone")
        return Quote(
            provider: try decode("provider"), instanceType: try decode("instance_type"), region: try decode("region"),
            zone: zone.isEmpty ? nil : zone, purchase: try choice("purchase"),
            hourly: Money(nanodollars: try decode("nanodollars")), effectiveAt: try decode("effective_at"),
            source: try decode("source"), fetchedAt: try decode("fetched_at"), quality: try choice("quality"),
            note: try decode("note"))
    }
}
