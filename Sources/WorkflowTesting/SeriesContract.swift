import Vocabulary
public import Workflow

/// What every ledger promises about the history of metrics; each promise is checked on an empty ledger of its own.
public struct SeriesContract: Sendable, CustomStringConvertible {
    /// The promise in words.
    public let description: String
    private let keep: @Sendable (any Ledger, Logged) async throws -> Void
    private let metrics: [Metric]

    init(
        _ description: String, _ metrics: [Metric],
        _ keep: @escaping @Sendable (any Ledger, Logged) async throws -> Void
    ) {
        self.description = description
        self.keep = keep
        self.metrics = metrics
    }

    /// A run whose attempt logged the promise's metrics.
    struct Logged: Sendable {
        let run: RunID
        let attempt: AttemptID
    }

    /// Checks the promise.
    ///
    /// - Throws: ``ContractBroken`` with what came instead, or the ledger's error.
    public func check(_ ledger: any Ledger) async throws {
        _ = try await ledger.sampleJob()
        let lease = try need(try await ledger.claimOne(try await ledger.sampleWorker()))
        try expect(
            try await ledger.record(attempt: lease.attempt, firstSequence: 0, events: metrics.map { .metric($0) }),
            is: true)
        try await keep(ledger, Logged(run: lease.run, attempt: lease.attempt))
    }

    /// All of them.
    public static let promises = [
        SeriesContract("few values are answered each for itself, by step, and a repetition once", few) {
            ledger, logged in
            let series = try await ledger.metricSeries("loss", of: logged.run, try SeriesQuery(points: 4))
            try expect(series.isComplete, is: true)
            try expect(series.count, is: 4)
            try expect(series.texts, is: ["1@1001=4.0", "2@1002=inf", "2@1003=nan", "3@1000=2.0"])
            try expect(series.buckets, is: [])
        },
        SeriesContract("one value more than fits makes buckets, which count and leave out NaN", few) { ledger, logged in
            let series = try await ledger.metricSeries("loss", of: logged.run, try SeriesQuery(points: 2))
            try expect(series.isComplete, is: false)
            try expect(series.points, is: [])
            // Steps 1…3 in two buckets: 1 is in the first, 2 (just below the middle) too, 3 in the second.
            try expect(series.buckets.map(\.count), is: [3, 1])
            let first = try need(series.buckets.first)
            try expect(first.nanCount, is: 1)
            try expect(first.minimum, is: WireNumber(4))
            try expect(first.maximum, is: WireNumber(.infinity))
            try expect(first.mean, is: WireNumber(4))
            try expect(first.last.value.isNaN, is: true)
            try expect([first.firstStep, first.lastStep], is: [1, 2])
            try expect([first.firstTimestampMilliseconds, first.lastTimestampMilliseconds], is: [1001, 1003])
        },
        SeriesContract("a peak of one value survives, wherever it is", ramp) { ledger, logged in
            let series = try await ledger.metricSeries("loss", of: logged.run, try SeriesQuery(points: 10))
            try expect(series.count, is: 1000)
            try expect(series.buckets.map(\.count), is: Array(repeating: 100, count: 10))
            try expect(
                series.buckets.map(\.maximum), is: (0..<10).map { WireNumber($0 == 7 ? 9999 : Double($0 * 100 + 99)) })
            try expect(series.buckets.map(\.minimum), is: (0..<10).map { WireNumber(Double($0 * 100)) })
            try expect(series.buckets.map(\.last), is: (0..<10).map { WireNumber(Double($0 * 100 + 99)) })
            // (0 + … + 99) / 100.
            try expect(series.buckets[0].mean, is: WireNumber(49.5))
        },
        SeriesContract("a stretch has its ends and nothing else", ramp) { ledger, logged in
            let query = try SeriesQuery(from: 720, to: 724, points: 5)
            let series = try await ledger.metricSeries("loss", of: logged.run, query)
            try expect(series.points.map(\.step), is: [720, 721, 722, 723, 724])
            try expect(series.points[3].value, is: WireNumber(9999))
            let beyond = try await ledger.metricSeries("loss", of: logged.run, try SeriesQuery(from: 5000))
            try expect(beyond, is: MetricSeries(key: "loss", axis: .step, points: []))
        },
        SeriesContract("by time the order and the buckets are the clock's", clocks) { ledger, logged in
            let all = try await ledger.metricSeries("loss", of: logged.run, try SeriesQuery(axis: .time))
            try expect(all.texts, is: ["1@1000=1.0", "3@1500=3.0", "2@2000=2.0", "4@9000=4.0"])
            let query = try SeriesQuery(axis: .time, points: 2)
            let halves = try await ledger.metricSeries("loss", of: logged.run, query)
            try expect(halves.buckets.map(\.count), is: [3, 1])
            // The greatest step's value, though another came later.
            try expect(halves.buckets.map(\.last), is: [WireNumber(3), WireNumber(4)])
            let early = try SeriesQuery(axis: .time, to: 1999)
            try expect(try await ledger.metricSeries("loss", of: logged.run, early).points.map(\.step), is: [1, 3])
        },
        SeriesContract(
            "values of one step, as clients without steps log them, are in one bucket, by time in many", stepless
        ) {
            ledger, logged in
            let byStep = try await ledger.metricSeries("loss", of: logged.run, try SeriesQuery(points: 5))
            try expect(byStep.buckets.map(\.count), is: [20])
            try expect(byStep.buckets.map(\.last), is: [WireNumber(19)])
            let byTime = try await ledger.metricSeries("loss", of: logged.run, try SeriesQuery(axis: .time, points: 5))
            try expect(byTime.buckets.map(\.count), is: [4, 4, 4, 4, 4])
            try expect(byTime.buckets.map(\.last), is: [3, 7, 11, 15, 19].map { WireNumber($0) })
        },
        SeriesContract("the ends of all numbers fit", extremes) { ledger, logged in
            let series = try await ledger.metricSeries("loss", of: logged.run, try SeriesQuery(points: 2))
            try expect(series.buckets.map(\.count), is: [2, 2])
            try expect(series.buckets[0].minimum, is: WireNumber(-Double.greatestFiniteMagnitude))
            try expect(series.buckets[1].maximum, is: WireNumber(Double.greatestFiniteMagnitude))
            try expect(series.buckets.map(\.mean), is: [nil, WireNumber(1)])
        },
        SeriesContract("heads are by name and have the ends", few + [metric("a/b %", 1, 5, 7)]) { ledger, logged in
            let heads = [
                MetricHead(
                    key: "a/b %", firstStep: 5, lastStep: 5, firstTimestampMilliseconds: 7, lastTimestampMilliseconds: 7
                ),
                MetricHead(
                    key: "loss", firstStep: 1, lastStep: 3, firstTimestampMilliseconds: 1001,
                    lastTimestampMilliseconds: 1000),
            ]
            try expect(try await ledger.metricHeads(of: logged.run), is: heads)
            try expect(try await ledger.metricHeads(of: RunID()), is: [])
        },
    ]

    private static func metric(_ key: String, _ value: Double, _ step: Int64, _ time: Int64) -> Metric {
        Metric(key: key, value: value, step: step, timestampMilliseconds: time)
    }

    private static let few = [
        metric("loss", 2, 3, 1000), metric("loss", 4, 1, 1001), metric("loss", .nan, 2, 1003),
        metric("loss", 4, 1, 1001),
        metric("loss", .infinity, 2, 1002), metric("loss", .nan, 2, 1003),
    ]
    private static let ramp = (0..<1000).map { metric("loss", $0 == 723 ? 9999 : Double($0), Int64($0), Int64($0)) }
    private static let clocks = [
        metric("loss", 1, 1, 1000), metric("loss", 2, 2, 2000), metric("loss", 3, 3, 1500), metric("loss", 4, 4, 9000),
    ]
    private static let stepless = (0..<20).map { metric("loss", Double($0), 0, 1_000_000 + Int64($0) * 100) }
    private static let extremes = [
        metric("loss", -.greatestFiniteMagnitude, .min, 0), metric("loss", -.greatestFiniteMagnitude, .min, 1),
        metric("loss", .greatestFiniteMagnitude, .max, 2), metric("loss", 1, .max, 3),
    ]
}

extension MetricSeries {
    /// `step@time=value` of each point; NaN, which equals nothing, as text.
    fileprivate var texts: [String] { points.map { "\($0.step)@\($0.timestampMilliseconds)=\($0.value.value)" } }
}
