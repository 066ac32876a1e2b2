import Foundation
import Testing
import Vocabulary
import Wire

@testable import Command

@Suite("Before and after a compression")
struct BeforeAfterTests {
    private static func detail(_ configuration: JSONValue) throws -> RunDetail {
        let run = Run(
            id: RunID(), experiment: ExperimentID(1), name: "x", status: .finished, lifecycleStage: .active, job: nil,
            sweep: nil, configuration: try RunConfiguration(json: configuration), createdAt: .distantPast,
            startedAt: nil,
            endedAt: nil, failure: nil, parameters: [:], tags: [:],
            metrics: [
                "before_latency_median_ms": 7.2, "before_latency_median_low_ms": 7.1,
                "before_latency_median_high_ms": 7.3, "latency_median_ms": 3.6, "latency_ratio": 0.5,
                "latency_ratio_low": 0.49, "latency_ratio_high": 0.52, "before_top1_accuracy": 0.9,
                "top1_accuracy": 0.89,
                "top1_accuracy_low": 0.88, "top1_accuracy_high": 0.9, "evaluated_images": 10_000,
                "before_model_file_mib": 44.64, "model_file_mib": 11.23,
            ].mapValues { WireNumber($0) })
        return RunDetail(
            run: run, attempt: nil, facts: nil, absent: ["model_file_gzip_mib": "not measured"], series: [],
            attempts: [])
    }

    private static func bill(_ run: RunID) throws -> Bill {
        Bill(
            attempt: AttemptID(job: JobID(1), number: 1), run: run, outcome: .done, seconds: 60,
            rate: try HostRate(
                host: "device:attic", marginal: try #require(Money("0.05")), full: nil, source: "100 W at 0.50 USD/kWh"),
            marginal: .zero, full: nil, estimatedSeconds90: nil, endedAt: .distantPast)
    }

    private static let configuration: JSONValue = [
        "kind": "compress", "model": "resnet18", "method": "int8_static", "batch": 2,
    ]

    @Test("a million images cost their time at the machine's marginal price, with the median's interval and the source")
    func cost() throws {
        let detail = try Self.detail(Self.configuration)
        let rows = BeforeAfter.rows(detail, bill: try Self.bill(detail.run.id))
        let cost = try #require(rows.first { $0.unit == "USD" })
        // 7.2 ms for 2 images: 3600 s for a million, an hour at 0.05 USD; after half of it; 7.1/7.2 and 7.3/7.2 of an hour.
        #expect(cost.before == 0.05 && cost.after == 0.025)
        #expect(cost.beforeLow == 0.049_305_556 && cost.beforeHigh == 0.050_694_444)
        #expect(cost.afterLow == nil && cost.afterHigh == nil, "too few samples for an interval")
        #expect(cost.note?.hasPrefix("measured: ") == true && cost.note?.hasSuffix("100 W at 0.50 USD/kWh") == true)
        let latency = try #require(rows.first { $0.quantity == "latency_median_ms" })
        #expect(latency.note == "after/before 0.500 [0.490, 0.520]" && latency.beforeLow == 7.1)
        let accuracy = try #require(rows.first { $0.quantity == "top1_accuracy" })
        #expect(accuracy.note == "n = 10000" && accuracy.afterLow == 0.88)
        #expect(rows.first { $0.quantity == "model_file_gzip_mib" }?.note == "not measured")
    }

    @Test("without a price of the machine the cost is absent with what to do, never zero")
    func unpriced() throws {
        let cost = BeforeAfter.rows(try Self.detail(Self.configuration), bill: nil).first { $0.unit == "USD" }
        #expect(cost?.before == nil && cost?.after == nil)
        #expect(cost?.note?.contains("--host device:NAME") == true)
        let text = try Listings.beforeAfter(BeforeAfter.rows(try Self.detail(Self.configuration), bill: nil)).text(.csv)
        #expect(text.contains("cost_of_a_million_images_marginal,USD,,,,,,,"))
    }
}
