import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOFoundationEssentialsCompat
import Vocabulary
import Wire
import Workflow

/// Prices: look, look back, check; refresh and import for administrators.
struct PriceRoutes: Sendable {
    let list: ListPrices
    let history: PriceHistory
    let check: CheckPrices
    let refresh: RefreshPrices

    init(ledger: any PriceLedger, refresh: RefreshPrices) {
        list = ListPrices(ledger: ledger)
        history = PriceHistory(ledger: ledger)
        check = CheckPrices(ledger: ledger)
        self.refresh = refresh
    }

    /// The largest table that is imported, in bytes; SkyPilot's largest is about 10 MB.
    static let largestTable = 32 * 1024 * 1024

    func add(reading: RouterGroup<CoordinatorContext>, administering: RouterGroup<CoordinatorContext>) {
        reading.get("prices", use: listPrices)
        reading.get("prices/history", use: showHistory)
        reading.get("prices/check", use: checkPrices)
        administering.post("prices/refresh", use: refreshPrices)
        administering.post("prices/import", use: importTable)
    }

    @Sendable private func listPrices(request: Request, context: CoordinatorContext) async throws -> Response {
        var query = QueryReader(request)
        var filter = PriceFilter()
        filter.provider = query.string("provider")
        filter.instanceType = query.string("type")
        filter.region = query.string("region")
        filter.purchase = query.choice("purchase", PurchaseKind.self)
        filter.stopped = query.choice("quality", QualityParameter.self) == .quarantined
        let sort =
            query.read("sort", expected: "name, price or age, with - before it for the greatest first", PriceSort.init)
            ?? PriceSort(order: .name, descending: false)
        let limit = query.integer("limit", in: 1...10_000) ?? 1000
        let cursor = query.read("cursor", expected: "what next_cursor said", PriceCursor.init(opaque:))
        let format = query.choice("format", FormatParameter.self) ?? .json
        let moment = query.time("at")
        try query.finish()
        let found = try await list(
            filter, order: sort.order, descending: sort.descending, at: cursor?.asOf ?? moment)
        let start = min(cursor?.skip ?? 0, found.prices.count)
        let items = Array(found.prices[start...].prefix(limit))
        if format == .csv { return Self.csv(items) }
        let isLast = start + items.count >= found.prices.count
        let next = isLast ? nil : PriceCursor(skip: start + items.count, asOf: found.asOf).opaque
        return try JSONAnswer.response(PricePage(items: items, nextCursor: next, asOf: found.asOf))
    }

    @Sendable private func showHistory(request: Request, context: CoordinatorContext) async throws -> Response {
        var query = QueryReader(request)
        let provider = query.string("provider")
        let type = query.string("type")
        let limit = query.integer("limit", in: 1...1000) ?? 100
        var wanted = PriceHistoryQuery(provider: provider ?? "", instanceType: type ?? "", limit: limit)
        wanted.region = query.string("region")
        wanted.zone = query.string("zone")
        wanted.purchase = query.choice("purchase", PurchaseKind.self)
        wanted.since = query.time("since")
        wanted.skip = query.integer("cursor", in: 0...1_000_000_000) ?? 0
        try query.finish()
        let missing = [("provider", provider), ("type", type)].filter { $0.1 == nil }
        guard missing.isEmpty else {
            throw InvalidInput(missing.map { InvalidField(field: $0.0, expected: "the machine's \($0.0)") })
        }
        let quotes = try await history(wanted)
        let next = quotes.count == limit ? "\(wanted.skip + limit)" : nil
        return try JSONAnswer.response(Page(items: quotes, nextCursor: next))
    }

    @Sendable private func checkPrices(request: Request, context: CoordinatorContext) async throws -> Response {
        var query = QueryReader(request)
        let days = query.integer("older_than_days", in: 0...36_500) ?? 30
        let since = query.time("since")
        try query.finish()
        let outcome = try await check(olderThan: Double(days), since: since)
        return try JSONAnswer.response(
            PriceCheck(
                asOf: outcome.asOf, inForce: outcome.inForce, stopped: outcome.stopped, findings: outcome.findings,
                feeds: outcome.feeds))
    }

    @Sendable private func refreshPrices(request: Request, context: CoordinatorContext) async throws -> Response {
        var query = QueryReader(request)
        let feed = query.string("feed")
        try query.finish()
        return try JSONAnswer.response(Page(items: try await refresh(feed: feed)))
    }

    @Sendable private func importTable(request: Request, context: CoordinatorContext) async throws -> Response {
        var query = QueryReader(request)
        let provider = query.string("provider")
        let source = query.string("source") ?? "imported table"
        let effectiveAt = query.time("effective_at")
        try query.finish()
        guard let provider, provider.isPlain(atMost: 50) else {
            throw InvalidInput(field: "provider", expected: "whose prices the table has, as aws", received: provider)
        }
        let mediaType = request.headers[.contentType]?.split(separator: ";").first
        guard mediaType?.lowercased() == "text/csv" else {
            throw ErrorBody(.unsupportedMediaType, "send Content-Type: text/csv")
        }
        try request.refuse(above: Self.largestTable)
        let bytes = Data(buffer: try await request.body.collect(upTo: Self.largestTable))
        guard let text = String(data: bytes, encoding: .utf8) else {
            throw InvalidInput(field: "", expected: "a table in UTF-8")
        }
        return try JSONAnswer.response(
            try await refresh.table(text, provider: provider, source: source, effectiveAt: effectiveAt))
    }

    private static func csv(_ items: [PricedMachine]) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "text/csv; charset=utf-8; header=present"
        headers[.cacheControl] = "no-store"
        let body = ByteBuffer(string: PriceTableText.csv(items))
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}

/// `quality=quarantined` lists what gates stopped.
private enum QualityParameter: String, CaseIterable {
    case usable
    case quarantined
}

private enum FormatParameter: String, CaseIterable {
    case json
    case csv
}

/// `name`, `-price`, `age`…
private struct PriceSort {
    let order: ListPrices.Order
    let descending: Bool

    init(order: ListPrices.Order, descending: Bool) {
        self.order = order
        self.descending = descending
    }

    init?(_ text: String) {
        descending = text.hasPrefix("-")
        guard let order = ListPrices.Order(rawValue: descending ? String(text.dropFirst()) : text) else { return nil }
        self.order = order
    }
}

/// Where a page ends, and the moment that all pages are of.
private struct PriceCursor {
    let skip: Int
    let asOf: Date

    init(skip: Int, asOf: Date) {
        self.skip = skip
        self.asOf = asOf
    }

    init?(opaque text: String) {
        let parts = text.split(separator: "-")
        guard parts.count == 2, let skip = Int(parts[0]), let microseconds = Int64(parts[1]), skip >= 0,
            (0...4_102_444_800_000_000).contains(microseconds)
        else { return nil }
        self.init(skip: skip, asOf: Date(timeIntervalSince1970: Double(microseconds) / 1e6))
    }

    var opaque: String { "\(skip)-\(Int64((asOf.timeIntervalSince1970 * 1e6).rounded()))" }
}

extension QueryReader {
    /// A time as `2026-11-21T08:00:00Z`, with or without milliseconds, or a day.
    mutating func time(_ name: String) -> Date? {
        read(name, expected: "a time such as 2026-11-21T08:00:00Z or a day such as 2026-11-21") { text in
            let whole = text.count == 10 ? text + "T00:00:00Z" : text
            for fraction in [false, true] {
                do {
                    let date = try Date.ISO8601FormatStyle(includingFractionalSeconds: fraction).parse(whole)
                    // What timestamptz and people can hold.
                    return (-2_208_988_800...4_102_444_800).contains(date.timeIntervalSince1970) ? date : nil
                } catch {
                    continue  // the other form
                }
            }
            return nil
        }
    }
}
