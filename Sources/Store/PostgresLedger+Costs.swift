public import Foundation
import Postgres
public import Vocabulary
public import Workflow

extension PostgresLedger {
    /// Stores a device under its name, replacing what was there.
    public func put(_ device: OwnedDevice) async throws(LedgerError) { try await put(device, replaces: true) }

    /// Stores a device unless one of its name is there.
    public func addIfNew(_ device: OwnedDevice) async throws(LedgerError) { try await put(device, replaces: false) }

    private func put(_ device: OwnedDevice, replaces: Bool) async throws(LedgerError) {
        let figures = PostgresJSON(utf8: device.json.canonicalData())
        _ = try await execute(
            .devicePut, ["name": device.name.storable, "figures": figures, "replaces": replaces])
    }

    /// All devices by name.
    public func devices() async throws(LedgerError) -> [OwnedDevice] {
        let rows = try await execute(.devicesAll)
        return try await translated { try rows.map { try $0.json("figures") } }
    }

    /// Removes a device; whether there was one.
    public func removeDevice(named name: String) async throws(LedgerError) -> Bool {
        try await !execute(.deviceRemove, ["name": name.storable]).isEmpty
    }

    /// Finished benchmark runs in latency mode, the newest first, and the moment by the database's clock.
    public func evidence(limit: Int) async throws(LedgerError) -> (asOf: Date, runs: [RunEvidence]) {
        let rows = try await execute(.evidence, ["limit": Int32(clamping: limit)])
        return try await translated {
            guard let first = rows.first else { throw LedgerError.defect("the evidence has no moment") }
            return (try first.decode("as_of"), try rows.compactMap { try $0.evidence() })
        }
    }

    /// Finished training runs in which every layer learned, the newest first.
    public func trainings(limit: Int) async throws(LedgerError) -> [TrainingEvidence] {
        let rows = try await execute(.trainingEvidence, ["limit": Int32(clamping: limit)])
        return try await translated { try rows.map { try $0.training() } }
    }
}

extension Row {
    fileprivate func training() throws -> TrainingEvidence {
        let run = try runID("run_id")
        guard case .train(let train) = try json("configuration", as: RunConfiguration.self) else {
            throw LedgerError.defect("the run \(run) is no training")
        }
        return TrainingEvidence(
            run: run, worker: try decode("worker"),
            host: try decode("host", as: String?.self).flatMap { WorkerHost($0) },
            machine: try json("machine"), configuration: train, input: try json("shape"),
            secondsPerStep: try decode("step_s"))
    }

    /// Nil for the row that says that there is no run.
    fileprivate func evidence() throws -> RunEvidence? {
        guard let text = try decode("run_id", as: String?.self) else { return nil }
        guard let run = RunID(text),
            case .benchmark(let benchmark) = try json("configuration", as: RunConfiguration.self)
        else { throw LedgerError.defect("the run \(text) is no benchmark") }
        return RunEvidence(
            run: run, worker: try decode("worker"),
            host: try decode("host", as: String?.self).flatMap { WorkerHost($0) },
            machine: try json("machine"), configuration: benchmark,
            seconds: try decode("median_ms", as: Double.self) / 1000)
    }
}
