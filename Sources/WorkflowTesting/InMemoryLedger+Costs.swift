public import Foundation
public import Vocabulary
public import Workflow

extension InMemoryLedger {
    /// Stores a device under its name, replacing what was there.
    public func put(_ device: OwnedDevice) throws(LedgerError) {
        try answer()
        deviceRows[device.name] = device
    }

    /// Stores a device unless one of its name is there.
    public func addIfNew(_ device: OwnedDevice) throws(LedgerError) {
        try answer()
        if deviceRows[device.name] == nil { deviceRows[device.name] = device }
    }

    /// All devices by name.
    public func devices() throws(LedgerError) -> [OwnedDevice] {
        try answer()
        return deviceRows.values.sorted { $0.name < $1.name }
    }

    /// Removes a device; whether there was one.
    public func removeDevice(named name: String) throws(LedgerError) -> Bool {
        try answer()
        return deviceRows.removeValue(forKey: name) != nil
    }

    /// Finished benchmark runs in latency mode, the newest first.
    public func evidence(limit: Int) throws(LedgerError) -> (asOf: Date, runs: [RunEvidence]) {
        try answer()
        let finished = runs.values.filter { $0.status == .finished }.sorted { $0.createdAt > $1.createdAt }
        let evidence = finished.compactMap { run -> RunEvidence? in
            guard case .benchmark(let benchmark) = run.configuration, benchmark.mode == .latency,
                let median = run.latest[MetricName.latencyMedian]?.value, median > 0,
                let worker = workerRows.values.first(where: { $0.name == run.tags["worker"] })
            else { return nil }
            return RunEvidence(
                run: run.id, worker: worker.name, host: nil, machine: worker.machine, configuration: benchmark,
                seconds: median / 1000)
        }
        return (now, Array(evidence.prefix(limit)))
    }

    /// Finished training runs, by the rate that they reported last.
    public func trainings(limit: Int) throws(LedgerError) -> [TrainingEvidence] {
        try answer()
        let finished = runs.values.filter { $0.status == .finished }.sorted { $0.createdAt > $1.createdAt }
        let evidence = finished.compactMap { run -> TrainingEvidence? in
            guard case .train(let train) = run.configuration,
                let rate = run.latest[TrainingMetric.imagesPerSecond]?.value, rate > 0,
                case .array(let shape)? = run.record.facts?["data"]?["shape"],
                let worker = workerRows.values.first(where: { $0.name == run.tags["worker"] })
            else { return nil }
            let input = shape.compactMap { if case .integer(let extent) = $0 { Int(extent) } else { nil } }
            return TrainingEvidence(
                run: run.id, worker: worker.name, host: nil, machine: worker.machine, configuration: train,
                input: input, secondsPerStep: Double(train.batch) / rate)
        }
        return Array(evidence.prefix(limit))
    }
}
