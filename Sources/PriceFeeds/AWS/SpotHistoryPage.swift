import FoundationEssentials
import Pricing

/// One answer of DescribeSpotPriceHistory (EC2 Query API, version 2016-11-15).
struct SpotHistoryPage {
    /// A change point: the price holds from its time until the next row of the same type, zone and product.
    struct Row {
        var values: [String: String] = [:]

        func value(_ name: String) throws(PriceFeedFailure) -> String {
            guard let value = values[name], !value.isEmpty else {
                throw .notUnderstood(reason: "a row has no \(name)")
            }
            return value
        }
    }

    private(set) var rows: [Row] = []
    /// Absent or empty on the last page.
    private(set) var nextToken: String?

    /// The largest page: AWS returns at most 1000 rows.
    static let mostRows = 10_000

    init(_ data: Data) throws(PriceFeedFailure) {
        var reader = XMLReader(data)
        var path: [String] = []
        var text = ""
        var row = Row()
        while let event = try reader.next() {
            switch event {
            case .start(let name):
                if path.isEmpty, name != "DescribeSpotPriceHistoryResponse" {
                    throw .notUnderstood(reason: "the root is \(name), not DescribeSpotPriceHistoryResponse")
                }
                path.append(name)
                text = ""
                if path == ["DescribeSpotPriceHistoryResponse", "spotPriceHistorySet", "item"] { row = Row() }
            case .text(let piece): text += piece
            case .end(let name):
                switch (path.count, name) {
                case (2, "nextToken"): nextToken = text
                case (3, "item"):
                    rows.append(row)
                    guard rows.count <= Self.mostRows else { throw .limit(reason: "a page has too many rows") }
                case (4, _): row.values[name] = text
                default: break
                }
                path.removeLast()
            }
        }
    }
}
