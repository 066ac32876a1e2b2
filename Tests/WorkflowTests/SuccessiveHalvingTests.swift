import Testing
import Workflow

@Suite("Successive halving")
struct SuccessiveHalvingTests {
    private static let thirds = SuccessiveHalving(reduction: 3, isBetterHigher: true)

    /// What becomes of values that get to a rung one after another.
    private static func verdicts(_ values: [Double], _ rule: SuccessiveHalving = thirds) -> [SuccessiveHalving.Verdict]
    {
        values.indices.map { rule.judge(values[$0], among: Array(values[..<$0])) }
    }

    // n = 1, 2: nobody to compare with. n = 3: the best one goes on, 0.7 is it. n = 4, 5: one place, 0.6 and 0.65 do not have it.
    // n = 6: two places, 0.68 is second.
    @Test("lets the best third of those that have come go on")
    func thirds() {
        let verdicts = Self.verdicts([0.5, 0.4, 0.7, 0.6, 0.65, 0.68])
        #expect(verdicts.map(\.continues) == [true, true, true, false, false, true])
        #expect(verdicts.map(\.rank) == [1, 2, 1, 2, 2, 2])
        #expect(verdicts.map(\.position) == [1, 2, 3, 4, 5, 6])
        #expect(verdicts.map(\.cut) == [nil, nil, 0.7, 0.7, 0.7, 0.68])
    }

    @Test("turned round for a loss")
    func lower() {
        let rule = SuccessiveHalving(reduction: 2, isBetterHigher: false)
        let verdicts = Self.verdicts([1, 2, 0.5, 3, 0.75], rule)
        #expect(verdicts.map(\.continues) == [true, false, true, false, true])
        #expect(verdicts.map(\.cut) == [nil, 1, 0.5, 1, 0.75])
    }

    @Test("equal values share a rank, and no number is worse than any")
    func ties() {
        #expect(Self.verdicts([0.5, 0.5, 0.5]).map(\.rank) == [1, 1, 1])
        #expect(Self.verdicts([0.5, 0.5, 0.5]).map(\.continues) == [true, true, true])
        let withNaN = Self.verdicts([.nan, 0.1, .nan, 0.2])
        #expect(withNaN.map(\.rank) == [1, 1, 2, 1])
        #expect(withNaN.map(\.continues) == [true, true, false, true])
    }

    @Test(
        "in whatever order runs come: the best is never stopped, the first η − 1 neither, and who is stopped had η − 1 better or equal ones a place",
        arguments: [1, 2, 3, 4, 5, 6, 7, 8])
    func orders(seed: UInt64) {
        var random = Seeded(seed)
        for reduction in [2, 3, 4] {
            for higher in [true, false] {
                let rule = SuccessiveHalving(reduction: reduction, isBetterHigher: higher)
                let count = Int.random(in: 1...40, using: &random)
                let values = (0..<count).map { _ in Double(Int.random(in: 0...20, using: &random)) }
                let verdicts = Self.verdicts(values, rule)
                let stopped = verdicts.count { !$0.continues }
                #expect(stopped <= max(0, count - reduction + 1), "seed \(seed), η \(reduction), \(values)")
                let best = higher ? values.max() : values.min()
                for (value, verdict) in zip(values, verdicts) {
                    if value == best { #expect(verdict.continues, "seed \(seed), η \(reduction), \(values)") }
                    if !verdict.continues {
                        #expect(verdict.rank > verdict.position / reduction)
                        #expect(verdict.cut.map { higher ? value < $0 : value > $0 } == true)
                    }
                    #expect((1...verdict.position).contains(verdict.rank))
                }
            }
        }
    }
}

/// SplitMix64, so that a failing case can be had again by its seed.
private struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
