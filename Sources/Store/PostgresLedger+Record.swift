import Postgres
public import Vocabulary
public import Workflow

extension PostgresLedger {
    /// Stores metrics, log lines and files of an attempt, skipping those that were stored before.
    public func record(
        attempt: AttemptID, firstSequence: Int64, events: [RunnerEvent]
    ) async throws(LedgerError) -> Bool {
        let rows = try await write(
            .record, RecordedEvents(events, from: firstSequence).parameters(of: attempt), in: attemptWrites)
        return try await translated {
            guard let row = rows.first else { return false }
            guard try row.decode("fits", as: Bool.self) else {
                throw LedgerError.refused("a run has at most \(RunArtifact.maximumCount) artifacts")
            }
            return true
        }
    }

    /// A run's files, by name.
    public func artifacts(of id: RunID) async throws(LedgerError) -> [StoredArtifact] {
        let rows = try await execute(.artifactsOfRun, ["run": id.description])
        return try await translated { try rows.map { try $0.artifact() } }
    }

    /// The runs whose files it used, and the first thousand that used its own.
    public func lineage(
        of id: RunID
    ) async throws(LedgerError) -> (parents: [RunRelative], children: [RunRelative]) {
        let rows = try await execute(.lineageOfRun, ["run": id.description])
        return try await translated {
            let relatives = try rows.map { (try $0.decode("is_parent", as: Bool.self), try $0.relative()) }
            return (relatives.filter(\.0).map(\.1), relatives.filter { !$0.0 }.map(\.1))
        }
    }
}

/// Events by their kind, each with its sequence number.
private struct RecordedEvents {
    private var metrics: [(sequence: Int64, metric: Metric)] = []
    private var lines: [(sequence: Int64, level: String, message: String)] = []
    private var artifacts: [(sequence: Int64, artifact: RunArtifact)] = []
    private let first: Int64
    private let count: Int64

    init(_ events: [RunnerEvent], from first: Int64) {
        self.first = first
        count = Int64(events.count)
        for (offset, event) in events.enumerated() {
            let sequence = first + Int64(offset)
            switch event {
            case .metric(let metric): metrics.append((sequence, metric))
            case .log(let level, let message): lines.append((sequence, level.rawValue, message.storable))
            case .artifact(let artifact): artifacts.append((sequence, artifact))
            case .progress, .result, .failure: break
            }
        }
    }

    func parameters(of attempt: AttemptID) -> Parameters {
        [
            "job": attempt.job.value, "attempt": attempt.number, "first": first, "total": count,
            "metric_sequences": metrics.map { $0.sequence as Int64? },
            "keys": metrics.map { $0.metric.key.storable as String? },
            "steps": metrics.map { $0.metric.step as Int64? },
            "timestamps": metrics.map { $0.metric.timestampMilliseconds as Int64? },
            "values": metrics.map { $0.metric.value as Double? },
            "log_sequences": lines.map { $0.sequence as Int64? }, "levels": lines.map { $0.level as String? },
            "messages": lines.map { $0.message as String? },
            "artifact_sequences": artifacts.map { $0.sequence as Int64? },
            "artifact_names": artifacts.map { $0.artifact.name.description as String? },
            "artifact_kinds": artifacts.map { $0.artifact.kind.rawValue as String? },
            "artifact_digests": artifacts.map(\.artifact.sha256), "artifact_steps": artifacts.map(\.artifact.step),
            "most_artifacts": Int64(RunArtifact.maximumCount),
        ]
    }
}
