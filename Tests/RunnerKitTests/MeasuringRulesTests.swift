import Testing

@testable import RunnerKit

@Suite("The warm-up")
struct WarmUpTests {
    /// Feeds times with one request every `interval` seconds; the decision and after how many requests it fell.
    static func run(_ times: [Double], interval: Double) -> (WarmUp.Decision, Int) {
        var warmUp = WarmUp(MeasuringSettings())
        for (index, time) in times.enumerated() {
            let decision = warmUp.record(time, elapsed: Double(index + 1) * interval)
            if decision != .goOn { return (decision, warmUp.count) }
        }
        return (.goOn, warmUp.count)
    }

    @Test("settles when half a second has passed and the last five differ by less than 5 %")
    func settles() {
        // 0.125 s each: the first, slow request leaves the window of five with the sixth; half a second is over at the fourth.
        let (decision, count) = Self.run([50, 10, 10.1, 10.2, 10.3, 10.4, 10], interval: 0.125)
        #expect(decision == .settled)
        #expect(count == 6)
    }

    @Test("does not settle within the first half second, however steady")
    func tooEarly() {
        // 0.0625 s each: the eighth request ends at 0.5 s.
        let (decision, count) = Self.run(Array(repeating: 10, count: 20), interval: 0.0625)
        #expect(decision == .settled)
        #expect(count == 8)
    }

    @Test("a difference of exactly 5 % is not less than 5 %")
    func boundary() {
        #expect(Self.run([100, 105, 100, 100, 100], interval: 0.2).0 == .goOn)
        #expect(Self.run([100, 104, 100, 100, 100], interval: 0.2).0 == .settled)
    }

    @Test("gives up after five seconds and says so")
    func unsettled() {
        let noisy = (0..<100).map { $0.isMultiple(of: 2) ? 10.0 : 20.0 }
        let (decision, count) = Self.run(noisy, interval: 0.25)
        #expect(decision == .unsettled)
        #expect(count == 20)
    }

    @Test("does three requests even when the first takes longer than five seconds")
    func slow() {
        let (decision, count) = Self.run(Array(repeating: 6000, count: 5), interval: 6)
        #expect(decision == .unsettled)
        #expect(count == 3)
    }
}

@Suite("The stopping rule")
struct StoppingRuleTests {
    static func run(_ settings: MeasuringSettings, interval: Double, _ time: (Int) -> Double) -> (
        StoppingRule.Reason, Int
    ) {
        var rule = StoppingRule(settings)
        for index in 0..<1_000_000 {
            if let reason = rule.record(time(index), elapsed: Double(index + 1) * interval) {
                return (reason, rule.samples.count)
            }
        }
        return (.limit, -1)
    }

    @Test("100 equal samples within three seconds go on to three seconds")
    func seconds() {
        // 1/64 s each, so that the sums are exact: 3 s are over at the 192nd.
        let (reason, count) = Self.run(MeasuringSettings(), interval: 1.0 / 64) { _ in 15 }
        #expect(reason == .narrow)
        #expect(count == 192)
    }

    @Test("slow requests go on to 100 samples")
    func samples() {
        let (reason, count) = Self.run(MeasuringSettings(), interval: 0.25) { _ in 250 }
        #expect(reason == .narrow)
        #expect(count == 100)
    }

    @Test("a wide interval goes on to the limit of 30 seconds")
    func limit() {
        // Every other request takes twice as long: the median's interval is [10, 20] for ever.
        let (reason, count) = Self.run(MeasuringSettings(), interval: 0.125) { $0.isMultiple(of: 2) ? 10 : 20 }
        #expect(reason == .limit)
        #expect(count == 240)
    }

    @Test("a model of four seconds a request gets ten samples, beyond the limit")
    func slow() {
        let (reason, count) = Self.run(MeasuringSettings(), interval: 4) { _ in 4000 }
        #expect(reason == .limit)
        #expect(count == 10)
    }

    @Test("a model of a minute a request ends at three times the limit")
    func verySlow() {
        let (reason, count) = Self.run(MeasuringSettings(), interval: 60) { _ in 60_000 }
        #expect(reason == .limit)
        #expect(count == 2)
    }

    @Test("keeps at most 100,000 samples, all of them in order")
    func full() {
        var rule = StoppingRule(MeasuringSettings())
        var reason: StoppingRule.Reason?
        var index = 0
        while reason == nil {
            reason = rule.record(Double(index), elapsed: 0.001)
            index += 1
        }
        #expect(reason == .full)
        #expect(rule.samples.count == 100_000)
        #expect(rule.samples[99_999] == 99_999)
    }

    @Test("a job's shorter limit shortens the least time too")
    func shortLimit() {
        let settings = MeasuringSettings(limitSeconds: 1, environment: [:])
        #expect(settings.seconds == 1)
        #expect(settings.limitSeconds == 1)
    }
}

@Suite("The grade")
struct GradeTests {
    @Test(
        "A needs a spread under 5 % and a foreign share under 2 %, B 10 % and 5 %",
        arguments: [
            (0.04, 0.01, Grade.a), (0.05, 0.01, .b), (0.04, 0.02, .b), (0.09, 0.04, .b), (0.10, 0.0, .c),
            (0.0, 0.05, .c), (2.0, 0.5, .c),
        ])
    func grade(spread: Double, foreign: Double, expected: Grade) {
        #expect(Grade(spread: spread, foreign: foreign) == expected)
    }

    @Test("an unknown foreign share is C")
    func unknown() { #expect(Grade(spread: 0.01, foreign: nil) == .c) }
}
