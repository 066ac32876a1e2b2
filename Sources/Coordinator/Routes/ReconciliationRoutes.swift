import Foundation
import Hummingbird
import Pricing
import Vocabulary
import Wire
import Workflow

/// Estimates against what happened.
struct ReconciliationRoutes: Sendable {
    let reconcile: Reconcile

    func add(reading: RouterGroup<CoordinatorContext>) { reading.get("costs/reconciliation", use: show) }

    @Sendable private func show(request: Request, context: CoordinatorContext) async throws -> Response {
        var query = QueryReader(request)
        let since = query.read("since", expected: "a time as 2026-11-01T00:00:00Z") {
            try? Date($0, strategy: .iso8601)
        }
        let kind = query.choice("kind", JobKind.self)
        let drift = query.read("drift", expected: "a share from 0.001 to 10, as 0.07") { text -> Double? in
            Double(text).flatMap { (0.001...10).contains($0) ? $0 : nil }
        }
        let limit = query.integer("limit", in: 1...1000) ?? 200
        try query.finish()
        let answer = try await reconcile(
            since: since, kind: kind, drift: drift ?? Reconcile.driftTolerance, limit: limit)
        return try JSONAnswer.cacheable(ReconciliationAnswer(answer), request: request)
    }
}

extension ReconciliationAnswer {
    init(_ answer: Reconcile.Answer) {
        self.init(
            items: answer.attempts.map(ReconciledRow.init), all: Summary(nil, answer.all),
            kinds: answer.kinds.map { Summary($0.kind, $0.reconciliation) },
            requests: answer.requests.levels.map { Summary(nil, $0.reconciliation, level: $0.level.provenance) },
            requestsVersion: RequestReconciliation.formulaVersion, alerts: answer.moved.map(PriceAlert.init))
    }
}

extension ReconciliationAnswer.Summary {
    init(_ kind: JobKind?, _ said: Reconciliation, level: Provenance.Level? = nil) {
        self.init(
            kind: kind, level: level, count: said.count, covered: said.covered, coverage: said.coverage,
            coverageInterval: said.coverageInterval, medianRatio: said.medianRatio, widening: said.widening,
            summary: said.summary)
    }
}

extension ReconciledRow {
    init(_ attempt: ReconciledAttempt) {
        self.init(
            attempt: attempt.attempt, run: attempt.run, kind: attempt.kind, seconds: attempt.seconds,
            rate: attempt.rate, marginal: attempt.marginal, full: attempt.full, endedAt: attempt.endedAt,
            estimate: attempt.estimate, counts: attempt.pair != nil)
    }
}

extension PriceAlert {
    init(_ moved: Reconcile.MovedPrice) {
        self.init(
            job: moved.used.job, estimates: moved.used.count, estimatedAt: moved.used.estimatedAt,
            estimate: moved.used.estimate, before: moved.before, now: moved.now, ratio: moved.ratio)
    }
}
