import Postgres
public import Vocabulary
public import Workflow

extension PostgresLedger {
    /// Searches with something left to decide.
    public func openSearches() async throws(LedgerError) -> [SweepID] {
        let rows = try await execute(.searchesOpen)
        return try await translated { try rows.map { try $0.identifier("sweep_id", of: Sweep.self) } }
    }

    /// The open search that a job belongs to; nil for none.
    public func openSearch(of job: JobID) async throws(LedgerError) -> SweepID? {
        let rows = try await execute(.searchOfJob, ["job": job.value])
        return try await translated { try rows.first?.identifier("sweep_id", of: Sweep.self) }
    }

    /// Judges an open search and carries the verdict out, in one transaction.
    public func judge(
        _ search: SweepID, by judge: @Sendable (SearchStanding) -> SearchVerdict
    ) async throws(LedgerError) -> SearchVerdict? {
        let statements = statements
        return try await translated {
            try await client.transaction(retries: 3) { session in
                let write = SearchWrite(search: search, statements: statements)
                guard let standing = try write.standing(in: session) else { return nil }
                let verdict = judge(standing)
                try write.carryOut(verdict, in: session)
                return verdict
            }
        }
    }

    /// A search with what was decided; nil when the sweep is none.
    public func search(_ id: SweepID) async throws(LedgerError) -> SearchRecord? {
        let statements = statements
        return try await translated {
            try await client.transaction(retries: 3) { session in
                let write = SearchWrite(search: id, statements: statements)
                guard let row = try session.execute(statements[.searchOne], ["sweep": id.value]).first else {
                    return nil
                }
                return SearchRecord(
                    plan: try row.searchPlan(), decisions: try write.decisions(in: session),
                    usage: try write.usage(in: session), exhaustedReason: try row.decode("exhausted_reason"),
                    closedAt: try row.decode("closed_at"))
            }
        }
    }
}

/// The statements of one judgement, within its transaction.
private struct SearchWrite: Sendable {
    let search: SweepID
    let statements: StatementLibrary

    private var parameters: Parameters { ["sweep": search.value] }

    /// What is known of the search, its row locked; nil when it is not open.
    func standing(in session: isolated PostgresSession) throws -> SearchStanding? {
        guard let row = try session.execute(statements[.searchLock], parameters).first else { return nil }
        let plan = try row.searchPlan()
        var reports: [SearchStanding.Report] = []
        if let rungs = plan.halving?.rungs {
            reports = try session.execute(
                statements[.searchReports],
                [
                    "sweep": search.value, "metric": plan.measure.rawValue, "rungs": rungs.map { Int64($0) as Int64? },
                ]
            ).map { row in
                SearchStanding.Report(
                    job: try row.identifier("job", of: Job.self), epoch: try row.decode("epoch"),
                    step: try row.decode("step"), value: try row.decode("value"))
            }
        }
        return SearchStanding(
            plan: plan, reports: reports, decisions: try decisions(in: session), usage: try usage(in: session),
            exhaustedReason: try row.decode("exhausted_reason"))
    }

    func decisions(in session: isolated PostgresSession) throws -> [SearchDecision] {
        try session.execute(statements[.searchDecisions], parameters).map { row in
            SearchDecision(
                job: try row.identifier("job_id", of: Job.self), epoch: try row.decode("rung"),
                step: try row.decode("step"), value: try row.decode("value"), position: try row.decode("position"),
                rank: try row.decode("rank"), cut: try row.decode("cut"), continues: try row.decode("continues"),
                decidedAt: try row.decode("decided_at"))
        }
    }

    func usage(in session: isolated PostgresSession) throws -> SearchUsage {
        guard let row = try session.execute(statements[.searchUsage], parameters).first else {
            throw LedgerError.defect("a search's usage has no row")
        }
        return SearchUsage(
            seconds: try row.decode("seconds"), waiting: try row.decode("waiting"), running: try row.decode("running"),
            paused: try row.decode("paused"), spent: try row.optionalMoney("spent"),
            limit: try row.optionalMoney("limit_amount"), isOutOfMoney: try row.decode("out_of_money"))
    }

    func carryOut(_ verdict: SearchVerdict, in session: isolated PostgresSession) throws {
        if !verdict.decisions.isEmpty {
            _ = try session.execute(statements[.searchDecide], decide(verdict.decisions))
        }
        if verdict.exhaustedReason != nil || verdict.endsWaiting {
            _ = try session.execute(
                statements[.searchExhaust], ["sweep": search.value, "reason": verdict.exhaustedReason])
        }
        if verdict.isOver { _ = try session.execute(statements[.searchClose], parameters) }
    }

    private func decide(_ decisions: [SearchDecision]) -> Parameters {
        [
            "sweep": search.value, "jobs": decisions.map { $0.job.value as Int64? },
            "rungs": decisions.map { Int32($0.epoch) as Int32? }, "steps": decisions.map { $0.step as Int64? },
            "values": decisions.map { $0.value.value as Double? },
            "positions": decisions.map { Int32($0.position) as Int32? },
            "ranks": decisions.map { Int32($0.rank) as Int32? }, "cuts": decisions.map { $0.cut?.value },
            "continues": decisions.map { $0.continues as Bool? }, "reasons": decisions.map { $0.reason as String? },
        ]
    }
}

extension Row {
    /// The plan of a search, as it was stored with its trainings' epochs.
    func searchPlan() throws -> SearchPlan {
        try SearchPlan(stored: decode("plan", as: PostgresJSON.self).decode(JSONValue.self))
    }
}
