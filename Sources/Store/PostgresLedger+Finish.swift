import Foundation
import Postgres
public import Vocabulary
public import Workflow

extension PostgresLedger {
    /// Ends an attempt with a result; what was measured becomes the run's content.
    public func finish(attempt: AttemptID, result: RunResult) async throws(LedgerError) -> Settlement {
        try await settle(
            attempt, .finish,
            [
                "keys": result.metrics.map { $0.key.storable as String? },
                "steps": result.metrics.map { $0.step as Int64? },
                "timestamps": result.metrics.map { $0.timestampMilliseconds as Int64? },
                "values": result.metrics.map { $0.value as Double? },
                "series_names": result.samples.map { $0.name.storable as String? },
                "series_units": result.samples.map { $0.unit.storable as String? },
                "series_samples": result.samples.map { $0.packed as Data? },
                "tags": try jsonb(result.tags), "facts": PostgresJSON(utf8: result.facts.canonicalData()),
                "absent": try jsonb(result.absent),
                "artifact_names": result.artifacts.map { $0.name.description as String? },
                "artifact_kinds": result.artifacts.map { $0.kind.rawValue as String? },
                "artifact_digests": result.artifacts.map(\.sha256), "artifact_steps": result.artifacts.map(\.step),
            ], as: [.done, .cancelled])
    }

    /// Ends an attempt with a failure; the job is tried again after a while when `retry` says so and failures are left.
    public func fail(
        attempt: AttemptID, failure: AttemptFailure, retry: RetryPolicy.Decision
    ) async throws(LedgerError) -> Settlement {
        var (retries, base, cap, jitter) = (false, 0.0, 0.0, 1.0)
        if case .backOff(let baseSeconds, let capSeconds, let share) = retry {
            (retries, base, cap, jitter) = (true, baseSeconds, capSeconds, share)
        }
        return try await settle(
            attempt, .fail,
            [
                "code": failure.code.rawValue, "message": failure.message.storable, "retries": retries, "base_s": base,
                "cap_s": cap, "jitter": jitter,
            ], as: [.failed, .cancelled])
    }

    /// Ends an attempt because the job was cancelled.
    public func endCancelled(attempt: AttemptID) async throws(LedgerError) -> Settlement {
        try await settle(attempt, .endCancelled, [:], as: [.cancelled])
    }

    /// Gives an attempt's job back to the queue; it keeps its rank and no failure is counted.
    public func release(attempt: AttemptID) async throws(LedgerError) -> Settlement {
        try await settle(attempt, .release, [:], as: [.released, .cancelled])
    }

    /// Ends an attempt; when it no longer holds its job, says whether the same write had ended it before.
    private func settle(
        _ attempt: AttemptID, _ statement: StatementName, _ parameters: Parameters, as outcomes: [AttemptOutcome]
    ) async throws(LedgerError) -> Settlement {
        var parameters = parameters
        parameters.set("job", to: attempt.job.value)
        parameters.set("attempt", to: attempt.number)
        var rows = try await write(statement, parameters, in: attemptWrites)
        if rows.isEmpty {
            rows = try await execute(
                .settlement,
                [
                    "job": attempt.job.value, "attempt": attempt.number,
                    "outcomes": outcomes.map { $0.rawValue as String? },
                ])
        }
        let answered = rows
        return try await translated {
            guard let row = answered.first else { return .stale }
            return .settled(try row.choice("state"))
        }
    }
}

extension SampleSeries {
    /// The values as Float32, little-endian, one after the other.
    var packed: Data {
        var data = Data(capacity: values.count * 4)
        for value in values {
            let bits = value.bitPattern
            for shift in stride(from: 0, to: 32, by: 8) { data.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        }
        return data
    }

    /// Reads what ``packed`` wrote.
    init(name: String, unit: String, packed: Data) {
        let bytes = [UInt8](packed)
        var values: [Float] = []
        values.reserveCapacity(bytes.count / 4)
        for start in stride(from: 0, to: bytes.count - 3, by: 4) {
            var bits: UInt32 = 0
            for offset in (0..<4).reversed() { bits = bits << 8 | UInt32(bytes[start + offset]) }
            values.append(Float(bitPattern: bits))
        }
        self.init(name: name, unit: unit, values: values)
    }
}
