public import Vocabulary
public import Workflow

extension InMemoryLedger {
    /// Its metrics by name, with the ends of their histories.
    public func metricHeads(of id: RunID) throws(LedgerError) -> [MetricHead] {
        try answer()
        guard let run = runs[id] else { return [] }
        return run.latest.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap { key in
            let values = run.values(of: key)
            guard let first = values.first, let last = values.last else { return nil }
            return MetricHead(
                key: key, firstStep: first.step, lastStep: last.step,
                firstTimestampMilliseconds: first.timestampMilliseconds,
                lastTimestampMilliseconds: last.timestampMilliseconds)
        }
    }

    /// A stretch of one metric's history; empty where there is none.
    public func metricSeries(_ key: String, of id: RunID, _ query: SeriesQuery) throws(LedgerError) -> MetricSeries {
        try answer()
        let values = runs[id]?.values(of: key) ?? []
        func place(_ point: MetricSeries.Point) -> Int64 {
            query.axis == .step ? point.step : point.timestampMilliseconds
        }
        let stretch = values.filter { (query.from...query.to).contains(place($0)) }
        guard let first = values.first, let last = values.last, stretch.count > query.points else {
            let points = query.axis == .step ? stretch : stretch.sorted { $0.isLogged(before: $1) }
            return MetricSeries(key: key, axis: query.axis, points: points)
        }
        // By step the ends are those of the stretch; by time the whole history's, as far as the stretch has them.
        let low = query.axis == .step ? place(stretch[0]) : max(query.from, place(first))
        let high = query.axis == .step ? place(stretch[stretch.count - 1]) : min(query.to, place(last))
        let width = max(Double(high) - Double(low), 1) * 1.0000001
        let buckets = Dictionary(grouping: stretch) { point in
            let share = (Double(place(point)) - Double(low)) / width
            return share < 0 ? -1 : share >= 1 ? query.points : Int(share * Double(query.points))
        }
        return MetricSeries(
            key: key, axis: query.axis, buckets: buckets.sorted { $0.key < $1.key }.map { MetricBucket($0.value) })
    }
}

extension StoredRun {
    /// What was logged of a metric by step, time and value, an exact repetition once.
    fileprivate func values(of key: String) -> [MetricSeries.Point] {
        var seen: Set<MetricSeries.Point> = []
        var hasNaN: Set<[Int64]> = []
        let points = history.filter { $0.key.stored == key }.map {
            MetricSeries.Point(step: $0.step, timestampMilliseconds: $0.timestampMilliseconds, value: $0.value)
        }
        // NaN equals nothing, itself included.
        let different = points.filter {
            $0.value.value.isNaN
                ? hasNaN.insert([$0.step, $0.timestampMilliseconds]).inserted : seen.insert($0).inserted
        }
        return different.sorted { $0.isStored(before: $1) }
    }
}

extension MetricSeries.Point {
    /// Postgres' order of doubles, in which NaN is the greatest.
    private var rank: (Int, Double) { value.value.isNaN ? (1, 0) : (0, value.value) }

    fileprivate func isStored(before other: Self) -> Bool {
        (step, timestampMilliseconds, rank.0, rank.1)
            < (other.step, other.timestampMilliseconds, other.rank.0, other.rank.1)
    }

    fileprivate func isLogged(before other: Self) -> Bool {
        (timestampMilliseconds, step, rank.0, rank.1)
            < (other.timestampMilliseconds, other.step, other.rank.0, other.rank.1)
    }
}

extension MetricBucket {
    /// - Parameter points: at least one, by step, time and value.
    fileprivate init(_ points: [MetricSeries.Point]) {
        let numbers = points.map(\.value.value).filter { !$0.isNaN }
        let tame = numbers.filter { $0 > -1e290 && $0 < 1e290 }
        let times = points.map(\.timestampMilliseconds)
        self.init(
            firstStep: points[0].step, lastStep: points[points.count - 1].step,
            firstTimestampMilliseconds: times.min() ?? 0, lastTimestampMilliseconds: times.max() ?? 0,
            count: points.count, nanCount: points.count - numbers.count, minimum: numbers.min(),
            maximum: numbers.max(), mean: tame.isEmpty ? nil : tame.reduce(0, +) / Double(tame.count),
            last: points[points.count - 1].value.value)
    }
}
