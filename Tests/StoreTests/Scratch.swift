import Foundation
import Logging
import Migrations
import Postgres
import PostgresTesting
import Store
import Testing
import Vocabulary
import Workflow

/// A migrated database of its own for one test.
func withLedger(_ body: @Sendable (PostgresLedger, PostgresClient) async throws -> Void) async throws {
    let template = try await scratchTemplate("migrated") { connection in
        let client = PostgresClient(PostgresConfiguration(connectionString: connection, maximumSessions: 1))
        let outcome: Result<Void, any Error>
        do {
            try await Migrator(files: try Migrations.files(), logger: Logger(label: "test"))(client)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await client.shutDown()
        try outcome.get()
    }
    try await withScratchDatabase(template: template) { connection in
        var configuration = PostgresConfiguration(connectionString: connection, maximumSessions: 6)
        configuration.settings = PostgresLedger.sessionSettings
        let client = PostgresClient(configuration)
        let outcome: Result<Void, any Error>
        do {
            try await body(try PostgresLedger(client: client), client)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await client.shutDown()
        try outcome.get()
    }
}

extension Submission {
    /// Jobs that a self-test runner can do.
    static func selftests(_ count: Int, options: SubmitOptions = SubmitOptions(), losses: Int = 5) throws -> Submission
    {
        let configuration = RunConfiguration.selftest(try SelftestConfiguration())
        let jobs = (0..<count).map { number in
            NewJob(
                run: RunID(), name: "test \(number)", configuration: configuration,
                requirements: Requirements(of: configuration, labels: options.labels))
        }
        let sweep = count == 1 ? nil : NewSweep(name: "tests", grid: ["kind": "selftest"])
        return Submission(jobs: jobs, sweep: sweep, options: options, maximumLosses: losses)
    }
}

extension PostgresLedger {
    func testWorker(_ name: String = "spare") async throws -> WorkerID {
        let runner = RunnerDescription(
            engine: "selftest", engineVersion: "1", kinds: [.selftest],
            devices: [.init(name: "cpu", title: "a processor", precisions: [.fp32])])
        let machine = MachineFacts(architecture: "x86_64", logicalProcessors: 2, usableProcessors: 2, memoryMiB: 1024)
        return try await register(
            name: name, capability: WorkerCapability(runners: [runner], memoryMiB: 1024), machine: machine,
            agentVersion: "test"
        ).id
    }

    /// One lease, by a worker that can do everything.
    func claimOne(_ worker: WorkerID, leaseSeconds: Double = 30) async throws -> Lease? {
        let classes = try await requirementClasses(after: 0).map(\.number)
        return try await claim(worker: worker, classes: classes, count: 1, leaseSeconds: leaseSeconds).first
    }

    func enqueueOne(_ options: SubmitOptions = SubmitOptions(), losses: Int = 5) async throws -> JobID {
        guard case .job(let id) = try await enqueue(try .selftests(1, options: options, losses: losses), key: nil)
        else {
            throw TestFailure("a single job became something else")
        }
        return id
    }
}

struct TestFailure: Error {
    let what: String
    init(_ what: String) { self.what = what }
}

extension RunResult {
    static func latency(_ value: Double) -> RunResult {
        RunResult(
            metrics: [Metric(key: MetricName.latencyMedian, value: value, timestampMilliseconds: 1_000)],
            samples: [SampleSeries(name: "latency", unit: "ms", values: [1.5, 2.5, -0.25])],
            tags: ["grade": "A"], facts: ["engine": "selftest"], absent: ["energy_joules": "no counter"])
    }
}

/// An empty database for one test.
enum PostgresScratch {
    static func empty(_ body: @Sendable (PostgresClient) async throws -> Void) async throws {
        try await withScratchDatabase(template: nil) { connection in
            let client = PostgresClient(PostgresConfiguration(connectionString: connection, maximumSessions: 4))
            let outcome: Result<Void, any Error>
            do {
                try await body(client)
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            await client.shutDown()
            try outcome.get()
        }
    }
}

/// Backends of this database that wait for another one's lock.
let blockedBackends: Statement = """
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
    """

/// Ends them.
let endBlockedBackends: Statement = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
    """

/// Looks until something holds, for at most a minute: what another backend does can only be asked about.
func eventually(_ holds: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try await !holds() {
        guard ContinuousClock.now < deadline else { throw TestFailure("what was waited for did not come") }
        try await Task.sleep(for: .milliseconds(10))
    }
}
