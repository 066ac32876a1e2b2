/// An estimate's interval: the values below which 10, 50 and 90 % of outcomes lie.
public struct Quantiles<Value: Comparable & Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
    /// One in ten outcomes is below.
    public let p10: Value
    /// The median.
    public let p50: Value
    /// One in ten outcomes is above.
    public let p90: Value

    /// Three quantiles in ascending order.
    ///
    /// - Throws: ``InvalidInput`` when they are not ascending.
    public init(p10: Value, p50: Value, p90: Value) throws(InvalidInput) {
        guard p10 <= p50, p50 <= p90 else {
            throw InvalidInput(
                field: "p10", expected: "p10 ≤ p50 ≤ p90", received: "\(p10), \(p50), \(p90)")
        }
        self.p10 = p10
        self.p50 = p50
        self.p90 = p90
    }

    /// A value that is known, as a price from a list.
    public init(known value: Value) {
        p10 = value
        p50 = value
        p90 = value
    }

    /// Decodes and checks the order.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            p10: container.decode(Value.self, forKey: .p10), p50: container.decode(Value.self, forKey: .p50),
            p90: container.decode(Value.self, forKey: .p90))
    }
}
