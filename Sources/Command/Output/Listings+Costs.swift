import Vocabulary
import Wire

extension Listings {
    static func costs(_ rows: [CostRow], _ basis: CostBasis) -> Listing<CostRow> {
        @Sendable func figure(_ row: CostRow) -> CostFigure {
            switch basis {
            case .marginal: row.marginal
            case .full: row.full
            }
        }
        return Listing(
            columns: [
                .text("host", isFlexible: true) { .text($0.host) },
                .text("model") { .text($0.model) },
                .number("batch") { .integer($0.batch) },
                .text("precision") { .text($0.precision.rawValue) },
                .number("p10 (USD)") { figure($0).p10.map(money) ?? .absent },
                .number("\(basis.rawValue) cost (USD)") { figure($0).p50.map(money) ?? .absent },
                .number("p90 (USD)") { figure($0).p90.map(money) ?? .absent },
                .number("time (h)") { .number($0.makespanHours.p50, digits: 2) },
                .number("p90 (h)") { .number($0.makespanHours.p90, digits: 2) },
                .number("request (ms)") { .number($0.requestMilliseconds.p50, digits: 2) },
                .number("on time") { .number(optional: $0.onTime, digits: 2) },
                .text("level") { .text($0.level.rawValue) },
                .number("price age (d)") { .number(optional: $0.priceAgeDays, digits: 0) },
                .text("policy") { .text(optional: $0.policy) },
                .text("why not", isFlexible: true) { .text(optional: figure($0).absent) },
            ], rows: rows)
    }

    static func devices(_ rows: [DeviceBody]) -> Listing<DeviceBody> {
        Listing(
            columns: [
                .text("device", isFlexible: true) { .text($0.device.name) },
                .text("hardware", isFlexible: true) { .text(optional: $0.device.hardware) },
                .number("marginal (USD/h)") { $0.rate.map { money($0.marginal) } ?? .absent },
                .number("full (USD/h)") { $0.rate?.full.map(money) ?? .absent },
                .number("assumed inputs") { .integer($0.inputs.count { !$0.isConfirmed }) },
                .text("missing", isFlexible: true) { .text(optional: $0.missing.first) },
            ], rows: rows)
    }

    static func inputs(_ rows: [DeviceBody.Input]) -> Listing<DeviceBody.Input> {
        Listing(
            columns: [
                .text("input") { .text($0.name) }, .text("value") { .text($0.value) },
                .text("could be", isFlexible: true) { .text(optional: $0.range) },
                .text("stated") { .text($0.isConfirmed ? "yes" : "assumed") },
                .text("source", isFlexible: true) { .text($0.source) },
            ], rows: rows)
    }
}
