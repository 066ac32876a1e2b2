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

    /// Each quantile through a function that keeps the order, as a price times hours; nil when the function has no value for one.
    ///
    /// - Throws: ``InvalidInput`` when the function does not keep the order.
    public func map<Other>(_ transform: (Value) -> Other?) throws(InvalidInput) -> Quantiles<Other>? {
        guard let low = transform(p10), let middle = transform(p50), let high = transform(p90) else { return nil }
        return try Quantiles<Other>(p10: low, p50: middle, p90: high)
    }

    /// Whether a value lies between p10 and p90, ends included: eight of ten outcomes should.
    public func contains(_ value: Value) -> Bool { p10 <= value && value <= p90 }

    /// Decodes and checks the order.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            p10: container.decode(Value.self, forKey: .p10), p50: container.decode(Value.self, forKey: .p50),
            p90: container.decode(Value.self, forKey: .p90))
    }
}
