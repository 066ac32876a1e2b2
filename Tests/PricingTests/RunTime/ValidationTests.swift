import Foundation
import Testing
import Vocabulary

@testable import Pricing

@Suite("Validation")
struct ValidationTests {
    /// With 3 % noise the error of an unseen network is noise and what 34 networks leave open.
    @Test("on a device with known costs an unseen network is predicted within noise, and the stated intervals cover")
    func synthetic() throws {
        var device = try SyntheticDevice(seed: 11)
        let networks = try SyntheticDevice.zoo()
        let runs = try device.runs(networks, noise: 0.03)
        let validation = Validation(
            leaving: .model, observations: runs, sites: ["synthetic": device.site], networks: networks)
        let row = try #require(validation.rows.first { $0.level == "calibrated" })
        #expect(row.count == runs.count)
        #expect(row.medianError < 0.05)
        #expect(row.coverage90 >= 0.8)
    }

    /// Ranks by hand: 19 residuals 0.01…0.19; ⌈0.9 · 20⌉ = 18 → 0.18; ⌈0.8 · 20⌉ = 16 → 0.16.
    @Test("the half-width is the ⌈share·(n+1)⌉-th smallest residual")
    func conformal() {
        let interval = Conformal(residuals: (1...19).map { Double($0) / -100 }, start: 1)
        #expect(abs(interval.halfWidth(0.9) - 0.18) < 1e-12)
        #expect(abs(interval.halfWidth(0.8) - 0.16) < 1e-12)
    }

    @Test("with too few residuals the start value holds, widened by the largest of them")
    func few() {
        #expect(abs(Conformal(residuals: [0.1], start: 0.3).halfWidth(0.9) - 0.3) < 1e-12)
        #expect(Conformal(residuals: [0.1, -0.7], start: 0.3).halfWidth(0.9) == 0.7)
    }

    /// Issue 4: median error at most 10 %, stated 90 % intervals cover at least 85 %.
    @Test("real runs of the zoo on one machine: each network left out is predicted within 10 % (median)")
    func real() throws {
        let url = try #require(
            Bundle.module.url(forResource: "runs-2026-11-21", withExtension: "csv", subdirectory: "Fixtures"))
        let table = try RunTable(csv: String(contentsOf: url, encoding: .utf8))
        let networks = try SyntheticDevice.zoo()
        let validation = Validation(
            leaving: .model, observations: table.observations, sites: table.sites, networks: networks)
        let row = try #require(validation.rows.first { $0.level == "calibrated" })
        #expect(row.count == table.observations.count)
        #expect(row.count >= 120)
        #expect(row.medianError <= 0.10)
        #expect(row.coverage90 >= 0.85)
        let sheet = try #require(validation.rows.first { $0.level == "datasheet" })
        #expect(sheet.coverage90 >= 0.85)
    }

    @Test(
        "real runs: a network that ran with one image, or in one precision, says how long the others take",
        arguments: [false, true])
    func anchored(byPrecision: Bool) throws {
        let url = try #require(
            Bundle.module.url(forResource: "runs-2026-11-21", withExtension: "csv", subdirectory: "Fixtures"))
        let table = try RunTable(csv: String(contentsOf: url, encoding: .utf8))
        let networks = try SyntheticDevice.zoo()
        let isKnown = { (run: RunObservation) in byPrecision ? run.precision == .fp32 : run.batch == 1 }
        let site = try #require(table.sites.values.first)
        let estimator = RunTimeEstimator(
            site: site, observations: table.observations.filter(isKnown), networks: networks)
        var covered = 0
        var errors: [Double] = []
        for run in table.observations where !isKnown(run) {
            let task = RunTimeTask(
                model: run.model, kernels: networks[run.model] ?? [], batch: run.batch, precision: run.precision)
            let estimate = try #require(estimator.anchored(task))
            covered += estimate.interval90.contains(run.seconds) ? 1 : 0
            errors.append(abs(estimate.seconds.p50 / run.seconds - 1))
        }
        let median = try #require(RunTimeStatistics.median(errors))
        let coverage = Double(covered) / Double(errors.count)
        #expect(median <= 0.15)
        #expect(coverage >= 0.85)
    }

    @Test("a table names the line that it cannot read")
    func table() {
        let text = "device,model,batch,precision,latency_median_ms\nx,resnet18,1,fp7,2.0\n"
        let error = #expect(throws: InvalidInput.self) { try RunTable(csv: text) }
        #expect(error?.fields.first?.field == "line 2.precision")
    }
}
