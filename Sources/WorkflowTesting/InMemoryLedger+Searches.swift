import Foundation
public import Vocabulary
public import Workflow

extension InMemoryLedger {
    /// Searches with something left to decide.
    public func openSearches() throws(LedgerError) -> [SweepID] {
        try answer()
        return sweepRows.filter { row in row.value.search.map { $0.closedAt == nil } ?? false }.keys.sorted()
    }

    /// The open search that a job belongs to; nil for none.
    public func openSearch(of job: JobID) throws(LedgerError) -> SweepID? {
        try answer()
        guard let sweep = jobs[job]?.sweep, let search = sweepRows[sweep]?.search, search.closedAt == nil else {
            return nil
        }
        return sweep
    }

    /// Judges an open search and carries the verdict out.
    public func judge(
        _ search: SweepID, by judge: @Sendable (SearchStanding) -> SearchVerdict
    ) throws(LedgerError) -> SearchVerdict? {
        try answer()
        guard let row = sweepRows[search]?.search, row.closedAt == nil else { return nil }
        let verdict = judge(
            SearchStanding(
                plan: row.plan, reports: reports(of: search, row), decisions: row.decisions, usage: usage(of: search),
                exhaustedReason: row.exhaustedReason))
        for decision in verdict.decisions {
            sweepRows[search]?.search?.decisions.append(decision.decided(at: now))
            if !decision.continues { stop(decision.job, decision.reason) }
        }
        if let reason = verdict.exhaustedReason { sweepRows[search]?.search?.exhaustedReason = reason }
        if verdict.endsWaiting, let reason = sweepRows[search]?.search?.exhaustedReason {
            for job in jobs.values where job.sweep == search && [.blocked, .scheduled, .ready].contains(job.state) {
                if job.attempt > 0 {
                    stop(job.id, "stopped early by search: \(reason)")
                } else {
                    stop(job.id, "not started: \(reason)", state: .cancelled, status: .killed)
                }
            }
        }
        if verdict.isOver { sweepRows[search]?.search?.closedAt = now }
        return verdict
    }

    /// A search with what was decided; nil when the sweep is none.
    public func search(_ id: SweepID) throws(LedgerError) -> SearchRecord? {
        try answer()
        guard let row = sweepRows[id]?.search else { return nil }
        return SearchRecord(
            plan: row.plan, decisions: row.decisions, usage: usage(of: id), exhaustedReason: row.exhaustedReason,
            closedAt: row.closedAt)
    }

    private func reports(of search: SweepID, _ row: StoredSearch) -> [SearchStanding.Report] {
        guard let rungs = row.plan.halving?.rungs else { return [] }
        var reports: [(at: Int64, report: SearchStanding.Report)] = []
        for job in jobs.values where job.sweep == search {
            let mine = row.decisions.filter { $0.job == job.id }
            if mine.contains(where: { !$0.continues }) { continue }
            let points = (runs[job.run]?.history ?? []).filter { $0.key == row.plan.measure.rawValue && $0.step > 0 }
            let earliest = Dictionary(grouping: points, by: \.step).compactMapValues { same in
                same.min { $0.timestampMilliseconds < $1.timestampMilliseconds }
            }
            for (index, step) in earliest.keys.sorted().enumerated() where rungs.contains(index + 1) {
                guard let point = earliest[step], !mine.contains(where: { $0.epoch == index + 1 }) else { continue }
                reports.append(
                    (
                        point.timestampMilliseconds,
                        SearchStanding.Report(job: job.id, epoch: index + 1, step: step, value: point.value)
                    ))
            }
        }
        return reports.sorted { ($0.at, $0.report.job, $0.report.epoch) < ($1.at, $1.report.job, $1.report.epoch) }
            .map(\.report)
    }

    private func usage(of search: SweepID) -> SearchUsage {
        let mine = jobs.values.filter { $0.sweep == search }
        let seconds = mine.reduce(0.0) { sum, job in
            let ended = job.tries.reduce(0.0) { $0 + ($1.endedAt ?? now).timeIntervalSince($1.startedAt) }
            return sum + ended + (job.claimedAt.map { now.timeIntervalSince($0) } ?? 0)
        }
        // Claims do not reserve money here, so that nothing is ever out of it.
        return SearchUsage(
            seconds: seconds, waiting: mine.count { [.blocked, .scheduled, .ready].contains($0.state) },
            running: mine.count { $0.state == .running }, paused: mine.count { $0.state == .paused })
    }

    private func stop(_ id: JobID, _ reason: String, state: JobState = .done, status: RunStatus = .finished) {
        guard var job = jobs[id], !job.state.isFinal else { return }
        if job.state == .running {
            jobs[id]?.stopReason = reason
            return
        }
        job.move(to: state, at: now)
        jobs[id] = job
        runs[job.run]?.endReason = reason
        runs[job.run]?.end(status, at: now)
    }
}

extension SearchDecision {
    /// The decision as it is stored.
    fileprivate func decided(at now: Date) -> SearchDecision {
        SearchDecision(
            job: job, epoch: epoch, step: step, value: value.value, position: position, rank: rank, cut: cut?.value,
            continues: continues, decidedAt: now)
    }
}
