package import Vocabulary
package import Workflow

/// Jobs, workers and results for tests.
package enum Sample {
    /// Jobs that a self-test runner can do; more than one are a sweep.
    package static func selftests(
        _ count: Int, options: SubmitOptions = SubmitOptions(), losses: Int = 5
    ) throws -> Submission {
        let configuration = RunConfiguration.selftest(try SelftestConfiguration())
        let jobs = (0..<count).map { number in
            Submission.NewJob(
                run: RunID(), name: "test \(number)", configuration: configuration,
                requirements: Requirements(of: configuration, labels: options.labels))
        }
        let sweep = count == 1 ? nil : Submission.NewSweep(name: "tests", grid: ["kind": "selftest"])
        return Submission(jobs: jobs, sweep: sweep, options: options, maximumLosses: losses)
    }

    /// What a worker offers: self-tests, and the engine openvino on the processor with these precisions.
    package static func capability(
        precisions: [Precision] = [.fp32], labels: [String] = [], memoryMiB: Int = 1024
    ) -> WorkerCapability {
        let runner = RunnerDescription(
            engine: "openvino", engineVersion: "1", kinds: [.benchmark, .selftest],
            devices: [.init(name: "cpu", title: "a processor", precisions: precisions)])
        return WorkerCapability(runners: [runner], labels: labels, memoryMiB: memoryMiB)
    }

    /// A result with one metric, three samples, a tag, a fact and an absence.
    package static func result(_ milliseconds: Double) -> RunResult {
        RunResult(
            metrics: [Metric(key: MetricName.latencyMedian, value: milliseconds, timestampMilliseconds: 1_000)],
            samples: [SampleSeries(name: "latency", unit: "ms", values: [1.5, 2.5, -0.25])],
            tags: ["grade": "A"], facts: ["engine": "openvino"], absent: ["energy_joules": "no counter"])
    }

    /// A failure that may pass when it is tried again.
    package static let crash = AttemptFailure(code: .crashed, message: "signal 11")
}

extension Ledger {
    /// A worker that can do everything in fp32.
    package func sampleWorker(
        _ name: String = "spare", capability: WorkerCapability = Sample.capability()
    ) async throws(LedgerError) -> WorkerID {
        let machine = MachineFacts(architecture: "x86_64", logicalProcessors: 2, usableProcessors: 2, memoryMiB: 1024)
        return try await register(name: name, capability: capability, machine: machine, agentVersion: "test").id
    }

    /// One self-test job.
    package func sampleJob(_ options: SubmitOptions = SubmitOptions(), losses: Int = 5) async throws -> JobID {
        let submitted = try await enqueue(try Sample.selftests(1, options: options, losses: losses), key: nil)
        guard case .job(let id) = submitted else {
            throw ContractBroken(description: "a single job became \(submitted)")
        }
        return id
    }

    /// One lease of whatever class.
    package func claimOne(_ worker: WorkerID, leaseSeconds: Double = 30) async throws(LedgerError) -> Lease? {
        let classes = try await requirementClasses(after: 0).map(\.number)
        return try await claim(worker: worker, classes: classes, count: 1, leaseSeconds: leaseSeconds).first
    }
}
