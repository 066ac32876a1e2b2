import Foundation
import Testing
import Vocabulary

@Suite("Money")
struct MoneyTests {
    @Test(
        "a decimal text is read exactly and written without needless zeros",
        arguments: [
            ("0.2131", 213_100_000, "0.2131"), ("-3", -3_000_000_000, "-3"),
            ("12.000000001", 12_000_000_001, "12.000000001"),
            ("0", 0, "0"), ("-0.5", -500_000_000, "-0.5"), ("0.100000000", 100_000_000, "0.1"),
            ("9223372036.854775807", Int64.max, "9223372036.854775807"),
            ("-9223372036.854775808", Int64.min, "-9223372036.854775808"),
        ])
    func text(text: String, nanodollars: Int64, written: String) throws {
        let money = try #require(Money(text))
        #expect(money.nanodollars == nanodollars)
        #expect(money.description == written)
        #expect(Money(money.description) == money)
    }

    @Test(
        "what is no amount is not read",
        arguments: [
            "", "-", ".5", "1.", "1.0000000001", "1e3", "+1", " 1", "1 ", "1,5", "--1", "1.2.3", "٣", "0x10",
            "9223372036.854775808", "NaN", "inf",
        ])
    func noText(text: String) { #expect(Money(text) == nil) }

    @Test(
        "a product is rounded once, half to even",
        arguments: [
            (10, 0.25, 2), (30, 0.25, 8), (-10, 0.25, -2), (-30, 0.25, -8), (7, 0.5, 4), (5, 0.5, 2), (3, -1.5, -4),
            (213_100_000, 12.5, 2_663_750_000), (0, 1e300, 0), (5, 0, 0), (5, 1e-300, 0), (1, 2e-308, 0),
        ])
    func scaled(nanodollars: Int64, factor: Double, expected: Int64) {
        #expect(Money(nanodollars: nanodollars).scaled(by: factor)?.nanodollars == expected)
    }

    @Test("a product is exact where a floating-point amount would not be")
    func exact() {
        // 2⁵³ + 1 is the first whole number that a Double has not.
        let amount: Int64 = 9_007_199_254_740_993
        #expect(Money(nanodollars: amount).scaled(by: 1)?.nanodollars == amount)
        #expect(Money(nanodollars: amount).scaled(by: 3)?.nanodollars == 27_021_597_764_222_979)
        #expect(Money(nanodollars: .max).scaled(by: 1)?.nanodollars == .max)
        #expect(Money(nanodollars: .min).scaled(by: 1)?.nanodollars == .min)
        #expect(Money(nanodollars: 1).scaled(by: 0x1p62)?.nanodollars == 4_611_686_018_427_387_904)
    }

    @Test(
        "what is out of range or no number has no product",
        arguments: [2, -1.0000001, 1e18, .infinity, -.infinity, .nan])
    func overflow(factor: Double) {
        #expect(Money(nanodollars: factor == -1.0000001 ? .min : .max).scaled(by: factor) == nil)
    }

    @Test("sums and differences are exact, and nil beyond the range")
    func sums() throws {
        let tenth = try #require(Money("0.1"))
        let sum = try #require((0..<10).reduce(Money.zero as Money?) { sum, _ in sum?.adding(tenth) })
        #expect(sum.description == "1")
        #expect(Money(nanodollars: .max).adding(Money(nanodollars: 1)) == nil)
        #expect(Money(nanodollars: .min).subtracting(Money(nanodollars: 1)) == nil)
        #expect(Money(nanodollars: 3).subtracting(Money(nanodollars: 5))?.nanodollars == -2)
        #expect(Money(nanodollars: 3).ratio(to: Money(nanodollars: 2)) == 1.5)
        #expect(Money(nanodollars: 3).ratio(to: .zero) == nil)
        #expect(Money(nanodollars: -1) < .zero)
    }

    @Test("in JSON an amount is text; a number is refused")
    func json() throws {
        let money = try #require(Money("0.2131"))
        #expect(String(decoding: try JSONEncoder().encode([money]), as: UTF8.self) == #"["0.2131"]"#)
        #expect(try JSONDecoder().decode([Money].self, from: Data(#"["0.2131"]"#.utf8)) == [money])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Money].self, from: Data("[0.2131]".utf8)) }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Money].self, from: Data(#"["a"]"#.utf8)) }
    }
}
