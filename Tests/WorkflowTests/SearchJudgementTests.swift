import Testing
import Vocabulary
import Workflow

@Suite("Judging a search")
struct SearchJudgementTests {
    private static func plan(seconds: Double? = nil, method: SearchPlan.Method = .asha) -> SearchPlan {
        let halving = SearchPlan.Halving(leastEpochs: 1, reduction: 3, mostEpochs: 9)
        return SearchPlan(
            space: ["learning_rate": .uniform(0, 1)], samples: 9, halving: method == .asha ? halving : nil,
            maximumSeconds: seconds)
    }

    private static func standing(
        _ reports: [(job: Int64, epoch: Int, value: Double)] = [], decisions: [SearchDecision] = [],
        usage: SearchUsage = SearchUsage(seconds: 0, waiting: 3, running: 2), exhausted: String? = nil,
        plan: SearchPlan = plan()
    ) -> SearchStanding {
        let reports = reports.map {
            SearchStanding.Report(job: JobID($0.job), epoch: $0.epoch, step: 10, value: $0.value)
        }
        return SearchStanding(
            plan: plan, reports: reports, decisions: decisions, usage: usage, exhaustedReason: exhausted)
    }

    @Test("each report is ranked among those before it, also of the same moment")
    func ranked() {
        let verdict = SearchJudgement()(
            Self.standing([(1, 1, 0.5), (2, 1, 0.6), (3, 1, 0.4), (4, 1, 0.7), (1, 3, 0.8)]))
        #expect(verdict.decisions.map(\.job) == [1, 2, 3, 4, 1].map { JobID($0) })
        #expect(verdict.decisions.map(\.position) == [1, 2, 3, 4, 1])
        #expect(verdict.decisions.map(\.continues) == [true, true, false, true, true])
        #expect(verdict.exhaustedReason == nil)
        #expect(!verdict.endsWaiting && !verdict.isOver)
    }

    @Test("reports that come one by one are judged as those that come together")
    func oneByOne() {
        let values = [0.31, 0.52, 0.11, 0.48, 0.9, 0.2, 0.51, 0.53, 0.05]
        let all = values.enumerated().map { (job: Int64($0.offset), epoch: 1, value: $0.element) }
        let together = SearchJudgement()(Self.standing(all)).decisions
        for cut in 0...all.count {
            let first = SearchJudgement()(Self.standing(Array(all[..<cut]))).decisions
            let second = SearchJudgement()(Self.standing(Array(all[cut...]), decisions: first)).decisions
            #expect(first + second == together)
        }
        // Judged again with everything decided, nothing is decided.
        #expect(SearchJudgement()(Self.standing(decisions: together)).decisions.isEmpty)
    }

    @Test("a run that is stopped is judged no more, also when it reports on before it hears of it")
    func stopped() {
        let reports: [(job: Int64, epoch: Int, value: Double)] = [
            (1, 1, 0.5), (2, 1, 0.6), (3, 1, 0.4), (3, 3, 0.99), (1, 3, 0.7),
        ]
        let decisions = SearchJudgement()(Self.standing(reports)).decisions
        #expect(decisions.map { "\($0.job) \($0.epoch)" } == ["1 1", "2 1", "3 1", "1 3"])
        let later = SearchJudgement()(Self.standing([(3, 3, 0.99)], decisions: decisions)).decisions
        #expect(later.isEmpty)
    }

    @Test("a random search stops nobody")
    func random() {
        let standing = Self.standing([(1, 1, 0.5), (2, 1, 0.1)], plan: Self.plan(method: .random))
        #expect(SearchJudgement()(standing).decisions.isEmpty)
    }

    @Test("when the time is used no more sample starts; what runs goes on and is judged")
    func time() {
        let used = SearchUsage(seconds: 90, waiting: 4, running: 2)
        let before = SearchJudgement()(Self.standing(usage: used, plan: Self.plan(seconds: 91)))
        #expect(before.exhaustedReason == nil)
        let after = SearchJudgement()(Self.standing([(1, 1, 0.5)], usage: used, plan: Self.plan(seconds: 90)))
        #expect(after.exhaustedReason == "the search's 90 s of machine time are used")
        #expect(after.endsWaiting)
        #expect(!after.isOver)
        #expect(after.decisions.count == 1)
        // A job that comes back later, as from a stopped worker, ends too; the reason stays the first one.
        let later = SearchJudgement()(
            Self.standing(usage: SearchUsage(seconds: 99, waiting: 1, running: 0), exhausted: "time"))
        #expect(later.exhaustedReason == nil)
        #expect(later.endsWaiting && later.isOver)
        // With nothing left that waits, nothing is exhausted.
        let last = SearchUsage(seconds: 99, waiting: 0, running: 1)
        #expect(SearchJudgement()(Self.standing(usage: last, plan: Self.plan(seconds: 90))).exhaustedReason == nil)
    }

    @Test("when its budget refuses every job that waits and nothing runs, no more sample starts")
    func money() throws {
        let limit = try #require(Money("0.50"))
        let spent = try #require(Money("0.47"))
        let usage = SearchUsage(seconds: 9, waiting: 4, running: 0, spent: spent, limit: limit, isOutOfMoney: true)
        let verdict = SearchJudgement()(Self.standing(usage: usage))
        #expect(
            verdict.exhaustedReason
                == "the search's budget of \(limit) USD has too little left for another attempt: \(spent) USD are spent"
        )
        #expect(verdict.endsWaiting && verdict.isOver)
    }

    @Test("is over when nothing runs or waits, and a paused job is not the end")
    func over() {
        let none = SearchUsage(seconds: 1, waiting: 0, running: 0)
        #expect(SearchJudgement()(Self.standing(usage: none)).isOver)
        let paused = SearchUsage(seconds: 1, waiting: 0, running: 0, paused: 1)
        #expect(!SearchJudgement()(Self.standing(usage: paused)).isOver)
    }
}
