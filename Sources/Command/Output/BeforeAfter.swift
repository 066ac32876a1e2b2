import Pricing
import Vocabulary
import Wire

/// A quantity of a network before and after its compression, with the ends of its 95 % interval where it has one.
struct BeforeAfter: Encodable, Sendable {
    let quantity: String
    let unit: String
    let before: Double?
    let beforeLow: Double?
    let beforeHigh: Double?
    let after: Double?
    let afterLow: Double?
    let afterHigh: Double?
    /// Where it comes from, or why it is not there.
    let note: String?

    enum CodingKeys: String, CodingKey {
        case quantity, unit, before, after, note
        case beforeLow = "before_low"
        case beforeHigh = "before_high"
        case afterLow = "after_low"
        case afterHigh = "after_high"
    }
}

extension BeforeAfter {
    /// The rows of a compression's run.
    ///
    /// - Parameter bill: The bill of the attempt with the result; nil where the machine's price was not known.
    static func rows(_ detail: RunDetail, bill: Bill?) -> [BeforeAfter] {
        let (run, absent) = (detail.run, detail.absent)
        let images = run.metrics[MetricName.evaluatedImages].map { "n = \(Int($0.value))" }
        func row(_ name: String, _ unit: String, scale: Double = 1, note: String? = nil) -> BeforeAfter {
            func value(_ key: String) -> Double? { run.metrics[key].map { $0.value / scale } }
            let before = MetricName.before(name)
            return BeforeAfter(
                quantity: name, unit: unit, before: value(before), beforeLow: value(before + "_low"),
                beforeHigh: value(before + "_high"), after: value(name), afterLow: value(name + "_low"),
                afterHigh: value(name + "_high"), note: absent[name] ?? note)
        }
        var rows = [
            row(MetricName.modelFile, "MiB"), row(MetricName.modelFileZipped, "MiB"),
            row(MetricName.parameters, "millions", scale: 1e6), row(MetricName.macs, "millions", scale: 1e6),
            latency(run.metrics), row(MetricName.top1Accuracy, "share", note: images),
            row(MetricName.top1Agreement, "share", note: images),
        ]
        rows.append(cost(detail, bill: bill))
        return rows
    }

    /// The intervals of medians have names of their own.
    private static func latency(_ metrics: [String: WireNumber]) -> BeforeAfter {
        func value(_ name: String) -> Double? { metrics[name]?.value }
        func before(_ name: String) -> Double? { value(MetricName.before(name)) }
        let ratio = value(MetricName.latencyRatio).map { ratio in
            let ends = ["_low", "_high"].compactMap { value(MetricName.latencyRatio + $0) }.map { Cell.fixed($0, 3) }
            return "after/before \(Cell.fixed(ratio, 3))" + (ends.count == 2 ? " [\(ends[0]), \(ends[1])]" : "")
        }
        return BeforeAfter(
            quantity: MetricName.latencyMedian, unit: "ms", before: before(MetricName.latencyMedian),
            beforeLow: before(MetricName.latencyMedianLow), beforeHigh: before(MetricName.latencyMedianHigh),
            after: value(MetricName.latencyMedian), afterLow: value(MetricName.latencyMedianLow),
            afterHigh: value(MetricName.latencyMedianHigh), note: ratio)
    }

    private static func cost(_ detail: RunDetail, bill: Bill?) -> BeforeAfter {
        guard case .compress(let compress)? = detail.run.configuration, let bill else {
            return absentCost(
                "this machine had no price: state its figures (shoestring device --help) and start its worker with --host device:NAME"
            )
        }
        let metrics = detail.run.metrics
        func figure(_ name: (String) -> String) -> MeasuredImageCost? {
            guard let median = metrics[name(MetricName.latencyMedian)]?.value else { return nil }
            var interval: ClosedRange<Double>?
            if let low = metrics[name(MetricName.latencyMedianLow)]?.value,
                let high = metrics[name(MetricName.latencyMedianHigh)]?.value, low <= high
            {
                interval = low...high
            }
            return MeasuredImageCost(
                milliseconds: median, interval: interval, batch: compress.options.batch, rate: bill.rate)
        }
        guard let before = figure(MetricName.before), let after = figure({ $0 }) else {
            return absentCost("the run has no latency")
        }
        func dollars(_ amount: Money?) -> Double? { amount.map { Double($0.nanodollars) / 1e9 } }
        return BeforeAfter(
            quantity: costName, unit: costUnit, before: dollars(before.million),
            beforeLow: dollars(before.interval?.lowerBound), beforeHigh: dollars(before.interval?.upperBound),
            after: dollars(after.million), afterLow: dollars(after.interval?.lowerBound),
            afterHigh: dollars(after.interval?.upperBound),
            note: ([after.provenance.level.rawValue + ": " + after.provenance.summary] + after.provenance.sources)
                .joined(separator: "; "))
    }

    private static let costName = "cost_of_a_million_images_marginal"
    private static let costUnit = "USD"

    private static func absentCost(_ reason: String) -> BeforeAfter {
        BeforeAfter(
            quantity: costName, unit: costUnit, before: nil, beforeLow: nil, beforeHigh: nil, after: nil, afterLow: nil,
            afterHigh: nil, note: reason)
    }
}

extension Listings {
    static func beforeAfter(_ rows: [BeforeAfter]) -> Listing<BeforeAfter> {
        @Sendable func digits(_ row: BeforeAfter) -> Int { row.unit == "USD" ? 6 : 4 }
        return Listing(
            columns: [
                .text("quantity") { .text($0.quantity) },
                .text("unit") { .text($0.unit) },
                .number("before") { .number(optional: $0.before, digits: digits($0)) },
                .number("95 % from") { .number(optional: $0.beforeLow, digits: digits($0)) },
                .number("to") { .number(optional: $0.beforeHigh, digits: digits($0)) },
                .number("after") { .number(optional: $0.after, digits: digits($0)) },
                .number("95 % from") { .number(optional: $0.afterLow, digits: digits($0)) },
                .number("to") { .number(optional: $0.afterHigh, digits: digits($0)) },
                .text("note", isFlexible: true) { .text(optional: $0.note) },
            ], rows: rows)
    }
}
