import Foundation
import Postgres
import Vocabulary
import Workflow

extension Row {
    func json<Value: Decodable>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
        try decode(column, as: PostgresJSON.self).decode(type)
    }

    func identifier<Subject>(_ column: String, of type: Subject.Type) throws -> Identifier<Subject> {
        Identifier(try decode(column, as: Int64.self))
    }

    func optionalIdentifier<Subject>(_ column: String, of type: Subject.Type) throws -> Identifier<Subject>? {
        try decode(column, as: Int64?.self).map { Identifier($0) }
    }

    func choice<Choice: RawRepresentable>(_ column: String, as type: Choice.Type = Choice.self) throws -> Choice
    where Choice.RawValue == String {
        let text = try decode(column, as: String.self)
        guard let choice = Choice(rawValue: text) else {
            throw LedgerError.defect("the column \(column) has the unknown value \(text)")
        }
        return choice
    }

    func runID(_ column: String) throws -> RunID {
        let text = try decode(column, as: String.self)
        guard let id = RunID(text) else { throw LedgerError.defect("the column \(column) has no run id: \(text)") }
        return id
    }

    func failure() throws -> AttemptFailure? {
        guard let code = try decode("failure_code", as: String?.self),
            let message = try decode("failure_message", as: String?.self)
        else { return nil }
        guard let known = AttemptFailure.Code(rawValue: code) else {
            throw LedgerError.defect("the failure code \(code) is unknown")
        }
        return AttemptFailure(code: known, message: message)
    }

    func run() throws -> Run {
        Run(
            id: try runID("run_id"), experiment: try identifier("experiment_id", of: Experiment.self),
            name: try decode("name"), status: try choice("status"), lifecycleStage: try choice("lifecycle_stage"),
            job: try optionalIdentifier("job_id", of: Job.self),
            sweep: try optionalIdentifier("sweep_id", of: Sweep.self),
            configuration: try decode("configuration", as: PostgresJSON?.self)?.decode(RunConfiguration.self),
            createdAt: try decode("created_at"), startedAt: try decode("started_at"), endedAt: try decode("ended_at"),
            failure: try failure(), parameters: try json("parameters"), tags: try json("tags"),
            metrics: try json("metrics"), endReason: try decode("end_reason"))
    }

    func job() throws -> Job {
        Job(
            id: try identifier("id", of: Job.self), run: try runID("run"),
            sweep: try optionalIdentifier("sweep_id", of: Sweep.self), configuration: try json("configuration"),
            state: try choice("state"), priority: try decode("priority"), attempts: try decode("attempt"),
            failures: try decode("failures"), losses: try decode("losses"),
            cancelRequested: try decode("cancel_requested"),
            progress: try decode("progress", as: Float?.self).map { Double($0) },
            worker: try optionalIdentifier("worker_id", of: Worker.self), createdAt: try decode("created_at"),
            runsAt: try decode("runs_at"), finishedAt: try decode("finished_at"), failure: try failure(),
            estimate: try decode("estimate", as: PostgresJSON?.self)?.decode(AttemptEstimate.self),
            pauseRequested: try decode("pause_requested", as: Bool.self), endReason: try decode("end_reason"))
    }

    func sweep() throws -> Sweep {
        Sweep(
            id: try identifier("id", of: Sweep.self), name: try decode("name"), createdAt: try decode("created_at"),
            total: try decode("total"), waiting: try decode("waiting"), running: try decode("running"),
            done: try decode("done"), failed: try decode("failed"), cancelled: try decode("cancelled"),
            paused: try decode("paused", as: Int.self), stopped: try decode("stopped", as: Int.self))
    }

    func experiment() throws -> Experiment {
        Experiment(
            id: try identifier("id", of: Experiment.self), name: try decode("name"),
            lifecycleStage: try choice("lifecycle_stage"), createdAt: try decode("created_at"),
            updatedAt: try decode("updated_at"), tags: try json("tags"))
    }

    func attempt(of job: JobID) throws -> Attempt {
        Attempt(
            id: AttemptID(job: job, number: try decode("number")),
            worker: try optionalIdentifier("worker_id", of: Worker.self), workerName: try decode("worker_name"),
            startedAt: try decode("started_at"), endedAt: try decode("ended_at"),
            outcome: try decode("outcome", as: String?.self).flatMap { AttemptOutcome(rawValue: $0) },
            failure: try failure())
    }

    func worker() throws -> Worker {
        Worker(
            id: try identifier("id", of: Worker.self), name: try decode("name"), capability: try json("capability"),
            machine: try json("machine"), agentVersion: try decode("agent_version"),
            registeredAt: try decode("registered_at"), lastSeenAt: try decode("last_seen_at"),
            runningAttempts: try decode("running"), isLive: try decode("live"), host: try decode("host"),
            rate: try hostRate(), pausedAt: try decode("paused_at"))
    }

    /// The price of a worker's machine; nil while it is unknown.
    func hostRate() throws -> HostRate? {
        guard let source = try decode("rate_source", as: String?.self) else { return nil }
        return try HostRate(
            host: try decode("host", as: String?.self) ?? "", marginal: try money("rate_marginal"),
            full: try optionalMoney("rate_full"), source: source)
    }

    func checkpoint() throws -> StoredCheckpoint? {
        guard let digest = try decode("checkpoint_digest", as: String?.self) else { return nil }
        return StoredCheckpoint(
            sha256: digest, step: try decode("checkpoint_step"), byteCount: try decode("checkpoint_bytes"))
    }

    func artifact() throws -> StoredArtifact {
        let text = try decode("name", as: String.self)
        guard let name = ArtifactName(text) else {
            throw LedgerError.defect("the column name has no artifact's name: \(text)")
        }
        return StoredArtifact(
            name: name, kind: try choice("kind"), sha256: try decode("digest"), byteCount: try decode("byte_count"),
            attempt: try decode("attempt"), step: try decode("step"), createdAt: try decode("created_at"))
    }

    func relative() throws -> RunRelative {
        RunRelative(run: try runID("relative"), name: try decode("name"), relation: try choice("relation"))
    }

    func token() throws -> TokenRecord {
        TokenRecord(
            id: try decode("id"), name: try decode("name"), role: try choice("role"),
            createdAt: try decode("created_at"))
    }
}

/// A value as a jsonb parameter.
func jsonb(_ value: some Encodable) throws(LedgerError) -> PostgresJSON {
    do {
        return try PostgresJSON(encoding: value)
    } catch {
        throw .defect("a value cannot be written as JSON: \(error)")
    }
}
