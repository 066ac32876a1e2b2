import ModelZoo
import Testing
import Vocabulary

@testable import Pricing

@Suite("Predicted request times against later runs")
struct RequestReconciliationTests {
    private static func pair(_ actual: Double) throws -> Reconciliation.Pair {
        let seconds = try Quantiles(p10: 8.0, p50: 10.0, p90: 12.0)
        return try #require(Reconciliation.Pair(raw: seconds, stated: seconds, actual: actual))
    }

    private static func estimate(_ level: RunTimeLevel) throws -> RunTimeEstimate {
        try RunTimeEstimate(
            level: level, seconds: 10, width80: 0.1, width90: 0.2, summary: "2 runs", sources: ["a"])
    }

    @Test("each kind of evidence is widened by its own residuals: the 25th of 30 scores, and only from 30 on")
    func levels() throws {
        // 12 · 1.01 … 12 · 1.30 over p90 = 12; ⌈0.8 · 31⌉ = 25: 1.25. Twenty-nine are too few.
        let wide = try (1...30).map { try Self.pair(12 * (1 + Double($0) / 100)) }
        let known = RequestReconciliation([
            .calibrated: wide, .datasheet: Array(wide.prefix(29)),
            .measured: try (0..<30).map { _ in try Self.pair(10) },
        ])
        #expect(known.levels.map(\.level) == [.measured, .calibrated, .datasheet])
        #expect(known.widening(.measured) == 1)
        #expect(abs(known.widening(.calibrated) - 1.25) < 1e-12)
        #expect(known.widening(.datasheet) == 1 && known.widening(.transferred) == 1)
    }

    @Test("what is stated is p10/1.25 to p90 · 1.25, and the evidence says so; without residuals it stays")
    func stated() throws {
        let wide = try (1...30).map { try Self.pair(12 * (1 + Double($0) / 100)) }
        let known = RequestReconciliation([.calibrated: wide])
        let raw = try Self.estimate(.calibrated)
        let stated = known.stated(raw)
        #expect(abs(stated.seconds.p10 - raw.seconds.p10 / 1.25) < 1e-12)
        #expect(stated.seconds.p50 == 10)
        #expect(abs(stated.seconds.p90 - raw.seconds.p90 * 1.25) < 1e-12)
        #expect(stated.provenance.summary.hasSuffix(", widened by ×1.25 for 30 later runs"))
        #expect(stated.provenance.level == .calibrated)
        let measured = try Self.estimate(.measured)
        #expect(known.stated(measured).seconds == measured.seconds)
        #expect(RequestReconciliation.none.stated(raw).provenance == raw.provenance)
    }

    /// Fifty runs of one configuration: five blocks of ten, of which the first is predicted by nothing.
    private static func runs(_ seconds: (Int) -> Double) throws -> [RunObservation] {
        try (0..<50).map { number in
            try RunObservation(
                device: "synthetic", model: "resnet18", batch: 1, precision: .fp32, seconds: seconds(number),
                reference: "run \(number)")
        }
    }

    private static func replay(_ runs: [RunObservation]) throws -> RequestReconciliation {
        let networks = try SyntheticDevice.zoo(["resnet18"])
        let site = try SyntheticDevice(seed: 1).site
        return RequestReconciliation(replaying: runs, sites: ["synthetic": site], networks: networks)
    }

    @Test("runs are predicted from the blocks before theirs alone, and the same runs give the same figures")
    func replayed() throws {
        // 9 and 11 ms in turns: the t-interval of ten of them covers both.
        let even = try Self.runs { $0.isMultiple(of: 2) ? 0.009 : 0.011 }
        let calm = try Self.replay(even)
        let level = try #require(calm.levels.first)
        #expect(calm.levels.count == 1 && level.level == .measured)
        #expect(level.reconciliation.count == 40 && level.reconciliation.covered == 40)
        #expect(level.reconciliation.widening == 1)
        #expect(calm == (try Self.replay(even)))
        // Twice as long in the last block: its ten are not covered, and the thirty before are as they were.
        let late = try Self.replay(try Self.runs { ($0.isMultiple(of: 2) ? 0.009 : 0.011) * ($0 >= 40 ? 2 : 1) })
        #expect(late.levels.first?.reconciliation.covered == 30)
        #expect(late.widening(.measured) > 1)
    }

    @Test("later blocks are judged by the widening that was known by then")
    func prequential() throws {
        // The machine becomes slower by a half after the first 20 runs and jumps back and forth since.
        let slow = try Self.replay(try Self.runs { $0 < 10 ? 0.010 : $0.isMultiple(of: 2) ? 0.0102 : 0.0098 })
        let level = try #require(slow.levels.first)
        // The first block has no spread at all, so its t-interval is a point: none of the ten after it lie in it.
        #expect(level.reconciliation.covered < 40)
        #expect(level.reconciliation.count == 40)
    }

    @Test("a device or network that nobody knows is left out; of nothing comes nothing")
    func unknown() throws {
        let runs = try Self.runs { _ in 0.01 }
        #expect(RequestReconciliation(replaying: runs, sites: [:], networks: [:]) == .none)
        #expect(RequestReconciliation(replaying: [], sites: [:], networks: [:]) == .none)
    }
}
