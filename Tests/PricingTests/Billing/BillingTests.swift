import Testing
import Vocabulary

@testable import Pricing

@Suite("What providers charge")
struct BillingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let rule: BillingRule
        let seconds: Double
        let isInterrupted: Bool
        let charged: Double
        var testDescription: String { "\(rule.provider), \(seconds) s, \(isInterrupted ? "interrupted" : "ended")" }
    }

    static let cases = [
        // AWS: free in the first hour if Amazon EC2 ends it, never if its user does; at least a minute; begun seconds count.
        Case(rule: .aws, seconds: 3599, isInterrupted: true, charged: 0),
        Case(rule: .aws, seconds: 3600, isInterrupted: true, charged: 3600),
        Case(rule: .aws, seconds: 3599, isInterrupted: false, charged: 3599),
        Case(rule: .aws, seconds: 10, isInterrupted: false, charged: 60),
        Case(rule: .aws, seconds: 61.2, isInterrupted: false, charged: 62),
        Case(rule: .gcp, seconds: 59, isInterrupted: true, charged: 0),
        Case(rule: .gcp, seconds: 61, isInterrupted: true, charged: 61),
        Case(rule: .gcp, seconds: 5, isInterrupted: false, charged: 60),
        Case(rule: .azure, seconds: 5, isInterrupted: true, charged: 5),
        Case(rule: .perSecond(provider: "lambda"), seconds: 7.5, isInterrupted: true, charged: 8),
        Case(rule: .perSecond(provider: "lambda"), seconds: 0, isInterrupted: true, charged: 0),
    ]

    @Test("one launch", arguments: cases)
    func launch(_ test: Case) {
        let hours = test.rule.chargedHours(test.seconds / 3600, isInterrupted: test.isInterrupted)
        #expect(abs(hours * 3600 - test.charged) < 1e-6)
    }

    @Test("rules are found by the provider's name in quotes; an unknown one is charged by the second")
    func lookup() {
        #expect(BillingRule.of(provider: "aws") == .aws)
        #expect(BillingRule.of(provider: "azure").noticeSeconds == 30)
        #expect(BillingRule.of(provider: "runpod") == .perSecond(provider: "runpod"))
        #expect(BillingRule.of(provider: "runpod").isConfirmed == false)
    }

    @Test("free share: observed intervals, cut-off ones only where they are known to be long")
    func freeShare() {
        let intervals = [
            UpInterval(hours: 0.5, isCensored: false), UpInterval(hours: 1.5, isCensored: false),
            UpInterval(hours: 2, isCensored: true), UpInterval(hours: 0.25, isCensored: true),
        ]
        // 0.5 of 0.5 + 1.5 + 2.
        #expect(SpotCost.freeShare(of: intervals, free: 1) == 0.125)
        #expect(SpotCost.freeShare(of: [], free: 1) == 0)
        #expect(SpotCost.freeShare(rate: 0, free: 1) == 0)
        #expect(SpotCost.chargedHours(billed: 8, freeShare: 0.125) == 7)
    }

    @Test("cost: price, machines, storage and what is fixed, rounded to nano-dollars")
    func total() {
        let cost = SpotCost.total(
            hourly: Money(nanodollars: 213_100_000), charged: 12.5, machines: 2,
            storageHourly: Money(nanodollars: 11_000_000),
            makespan: 20, fixed: Money(nanodollars: 90_000_000))
        // 0.2131 · 25 + 0.011 · 20 + 0.09.
        #expect(cost?.description == "5.6375")
        #expect(SpotCost.total(hourly: Money(nanodollars: .max), charged: 2) == nil)
        #expect(SpotCost.total(hourly: .zero, charged: -1) == nil)
        #expect(SpotCost.total(hourly: .zero, charged: .nan) == nil)
    }
}
