import Vocabulary

/// One line of a series: a value, or a bucket of several.
struct SeriesRow: Encodable, Sendable {
    let step: Int64
    let timestampMilliseconds: Int64
    let value: WireNumber
    let minimum: WireNumber?
    let maximum: WireNumber?
    let mean: WireNumber?
    let count: Int
    let nanCount: Int

    init(_ point: MetricSeries.Point) {
        step = point.step
        timestampMilliseconds = point.timestampMilliseconds
        value = point.value
        let number = point.value.value.isNaN ? nil : point.value
        (minimum, maximum, mean) = (number, number, number)
        count = 1
        nanCount = number == nil ? 1 : 0
    }

    init(_ bucket: MetricBucket) {
        step = bucket.lastStep
        timestampMilliseconds = bucket.lastTimestampMilliseconds
        value = bucket.last
        (minimum, maximum, mean) = (bucket.minimum, bucket.maximum, bucket.mean)
        count = bucket.count
        nanCount = bucket.nanCount
    }
}

extension Listings {
    /// A metric's history, in order; a bucket has its greatest step and latest time, and the value there.
    static func series(_ series: MetricSeries) -> Listing<SeriesRow> {
        let rows = series.isComplete ? series.points.map(SeriesRow.init) : series.buckets.map(SeriesRow.init)
        // In full: a learning rate may be of any size.
        let number: @Sendable (WireNumber?) -> Cell = { .text(optional: $0.map { "\($0.value)" }) }
        return Listing(
            columns: [
                .number("step") { .integer(Int($0.step)) },
                .number("timestamp_ms") { .integer(Int($0.timestampMilliseconds)) },
                .number("value") { number($0.value) }, .number("min") { number($0.minimum) },
                .number("max") { number($0.maximum) }, .number("mean") { number($0.mean) },
                .number("count") { .integer($0.count) }, .number("nan") { .integer($0.nanCount) },
            ], rows: rows)
    }
}
