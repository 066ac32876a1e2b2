import Foundation
import Testing
import Vocabulary

@Suite("Quantiles and provenance")
struct QuantilesTests {
    @Test("quantiles are in ascending order, or refused; so is what is no number")
    func order() throws {
        #expect(try Quantiles(p10: 1, p50: 1, p90: 2).p90 == 2)
        #expect(throws: InvalidInput.self) { try Quantiles(p10: 2, p50: 1, p90: 3) }
        #expect(throws: InvalidInput.self) { try Quantiles(p10: 1, p50: 3, p90: 2) }
        #expect(throws: InvalidInput.self) { try Quantiles(p10: 1, p50: Double.nan, p90: 2) }
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(Quantiles<Int>.self, from: Data(#"{"p10":3,"p50":2,"p90":1}"#.utf8))
        }
    }

    @Test("a known value is its own interval; ends are inside")
    func known() throws {
        let known = Quantiles(known: 5)
        #expect(known.contains(5) && !known.contains(4) && !known.contains(6))
        let wide = try Quantiles(p10: 1, p50: 2, p90: 3)
        #expect(wide.contains(1) && wide.contains(3) && !wide.contains(0))
    }

    @Test("hours become money quantile by quantile; one without a value makes none")
    func map() throws {
        let hours = try Quantiles(p10: 1.0, p50: 2.0, p90: 4.0)
        let price = Money(nanodollars: 500_000_000)
        let cost = try hours.map(price.scaled(by:))
        #expect(cost == (try Quantiles(p10: Money("0.5")!, p50: Money("1")!, p90: Money("2")!)))
        #expect(try hours.map { $0 < 3 ? $0 : nil } == nil)
        #expect(throws: InvalidInput.self) { try hours.map { -$0 } }
    }

    @Test("what is made of several numbers is as good as the worst of them and names all sources once")
    func combining() {
        let measured = Provenance(level: .measured, summary: "5 runs", sources: ["run 1", "a file"])
        let assumed = Provenance(level: .assumed, summary: "a prior", sources: ["a file", "a paper"])
        let both = Provenance.combining([measured, assumed], summary: "both")
        #expect(both == Provenance(level: .assumed, summary: "both", sources: ["run 1", "a file", "a paper"]))
        #expect(Provenance.combining([], summary: "nothing").level == .assumed)
        #expect(Provenance.Level.measured < .calibrated && .datasheet < Provenance.Level.assumed)
    }
}
