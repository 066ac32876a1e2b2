/// An amount of US dollars in whole nano-dollars (10⁻⁹ USD), never a floating-point number.
///
/// Range ±9.2 billion dollars. Sums are exact; a product with a time or a share is rounded once, half to even.
public struct Money: Hashable, Sendable, Comparable {
    /// The amount in 10⁻⁹ USD.
    public let nanodollars: Int64

    /// An amount in 10⁻⁹ USD.
    public init(nanodollars: Int64) { self.nanodollars = nanodollars }

    /// Nothing.
    public static let zero = Money(nanodollars: 0)

    /// What a valid text looks like.
    public static let expectation = "an amount of US dollars as text with at most 9 decimals, as 0.2131"

    /// Reads a decimal text exactly, as `0.2131`, `-3` or `12.000000001`; nil for anything else, more decimals or overflow.
    public init?(_ text: String) {
        var digits = Substring(text)
        let isNegative = digits.first == "-"
        if isNegative { digits.removeFirst() }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), !parts[0].isEmpty, parts.allSatisfy({ $0.utf8.allSatisfy(Self.isDigit) }),
            parts.count == 1 || (1...9).contains(parts[1].utf8.count)
        else { return nil }
        let decimals = parts.count == 2 ? parts[1] : ""
        let padded = String(parts[0]) + decimals + String(repeating: "0", count: 9 - decimals.utf8.count)
        guard let amount = Int64((isNegative ? "-" : "") + padded) else { return nil }
        nanodollars = amount
    }

    /// How many times the other amount this one is; nil for a divisor of zero.
    public func ratio(to other: Money) -> Double? {
        other.nanodollars == 0 ? nil : Double(nanodollars) / Double(other.nanodollars)
    }

    /// The sum; nil on overflow.
    public func adding(_ other: Money) -> Money? {
        let (sum, overflow) = nanodollars.addingReportingOverflow(other.nanodollars)
        return overflow ? nil : Money(nanodollars: sum)
    }

    /// The difference; nil on overflow.
    public func subtracting(_ other: Money) -> Money? {
        let (difference, overflow) = nanodollars.subtractingReportingOverflow(other.nanodollars)
        return overflow ? nil : Money(nanodollars: difference)
    }

    /// Whether the left amount is smaller.
    public static func < (left: Money, right: Money) -> Bool { left.nanodollars < right.nanodollars }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

extension Money: CustomStringConvertible {
    /// The exact decimal text without needless zeros, as `0.2131`.
    public var description: String {
        let magnitude = nanodollars.magnitude
        let (whole, rest) = magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        var decimals = String(rest)
        decimals = String(repeating: "0", count: 9 - decimals.utf8.count) + decimals
        while decimals.last == "0" { decimals.removeLast() }
        return (nanodollars < 0 ? "-" : "") + String(whole) + (decimals.isEmpty ? "" : "." + decimals)
    }
}

extension Money: Codable {
    /// Decodes the decimal text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let money = Money(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected \(Self.expectation)")
        }
        self = money
    }

    /// Encodes the exact decimal text: a JSON number would be read as floating point.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
