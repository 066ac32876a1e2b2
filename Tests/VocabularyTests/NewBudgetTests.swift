import Testing
import Vocabulary

@Suite("A budget's request")
struct NewBudgetTests {
    @Test("is read with its defaults")
    func reads() throws {
        let budget = try NewBudget(json: ["scope": "sweep", "subject": 3, "limit_usd": "2.50"])
        #expect(
            budget
                == NewBudget(
                    name: "sweep 3", scope: .sweep(SweepID(3)), basis: .marginal,
                    limit: Money(nanodollars: 2_500_000_000)))
        let month = try NewBudget(json: ["scope": "month", "limit_usd": "10", "basis": "full", "name": "all"])
        #expect(month == NewBudget(name: "all", scope: .month, basis: .full, limit: Money(nanodollars: 10_000_000_000)))
    }

    @Test(
        "names every field that is wrong",
        arguments: [
            (["scope": "sweep", "limit_usd": "1"], ["subject"]),
            (["scope": "week", "limit_usd": "1", "subject": 1], ["scope"]),
            (["scope": "month", "limit_usd": "0"], ["limit_usd"]),
            (["scope": "month", "limit_usd": "-2"], ["limit_usd"]),
            (["scope": "month", "limit_usd": 2.5], ["limit_usd"]),
            (["scope": "month", "limit_usd": "1", "subject": 4], ["subject"]),
            (["scope": "job", "limit_usd": "1", "subject": 0], ["subject"]),
            (["scope": "month", "limit_usd": "1e3"], ["limit_usd"]),
            (["scope": "month", "limit_usd": "1", "currency": "EUR"], ["currency"]),
        ] as [(JSONValue, [String])])
    func refuses(json: JSONValue, fields: [String]) {
        let error = #expect(throws: InvalidInput.self) { try NewBudget(json: json) }
        #expect(error?.fields.map(\.field) == fields)
    }
}
