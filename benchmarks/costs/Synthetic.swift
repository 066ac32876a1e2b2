import Client
import Foundation
import Postgres
import Vocabulary
import Wire

/// Prices and history that were never seen anywhere: only how much of them there is matters here.
enum Synthetic {
    private static let types = ["g4dn.xlarge", "g5.xlarge", "g6.xlarge", "p3.2xlarge", "t3.large"]
    private static let regions = 50
    private static let models = ["alexnet", "vgg16", "resnet50", "mobilenet_v2", "squeezenet1_1"]

    /// Five types in fifty regions, on demand and spot; five networks, two batches and two precisions.
    static let candidates = 5 * regions * 2 * 5 * 2 * 2

    /// A million images over all of them; the first twenty are simulated, as by default.
    static let question: JSONValue = [
        "models": .array(models.map { .string($0) }), "batches": [1, 8], "precisions": ["fp32", "bf16"],
        "work": ["images": 1_000_000], "devices": [],
        "regions": .array((1...regions).map { .string("benchmark-\($0)") }), "limit": 100,
    ]

    static func quotes(in connection: String) async throws {
        try await withClient(connection) { client in
            _ = try await client.execute("INSERT INTO price_source (name) VALUES ('benchmark')")
            _ = try await client.execute(
                """
                INSERT INTO price_quote (source_id, provider, instance_type, region, zone, purchase, nanodollars, effective_at, fetched_at,
                    quality)
                SELECT s.id, 'aws', t.name, 'benchmark-' || n, '', p.purchase::purchase_kind, (1000000000 + n * 7000000) / p.part,
                    now() - interval '1 day', now(), 'live'
                FROM price_source s, unnest(:types::text[]) AS t (name), generate_series(1, :regions::int) AS n,
                    (VALUES ('on_demand', 1), ('spot', 3)) AS p (purchase, part)
                WHERE s.name = 'benchmark'
                """, ["types": types.map { $0 as String? }, "regions": Int32(regions)])
        }
    }

    /// Twenty thousand self-tests that were done, a worker with a price, and a budget that is looked at.
    static func history(in connection: String, through api: ShoestringClient) async throws {
        _ = try await api.submit(SubmitJobBody(configuration: .selftest(try SelftestConfiguration())))
        let runner = RunnerDescription(
            engine: "selftest", engineVersion: "benchmark", kinds: [.selftest],
            devices: [.init(name: "cpu", title: "none", precisions: [.fp32])])
        _ = try await api.register(
            RegisterWorkerBody(
                name: "benchmark", capability: WorkerCapability(runners: [runner], memoryMiB: 1024),
                machine: MachineFacts(architecture: "any", logicalProcessors: 1, usableProcessors: 1, memoryMiB: 1024),
                agentVersion: "benchmark"))
        try await withClient(connection) { client in
            _ = try await client.execute(
                """
                UPDATE worker SET rate_marginal = 250000000, rate_full = 1000000000, rate_source = 'benchmark', rated_at = now(),
                    last_seen_at = now() + interval '1 hour'
                """)
            _ = try await client.execute(
                "INSERT INTO budget (name, scope, subject, basis, limit_amount) VALUES ('all', 'month', 0, 'full', 9000000000000000000)"
            )
            _ = try await client.execute(
                """
                WITH made AS (
                    SELECT nextval('job_id_sequence') AS id, gen_random_uuid() AS run_id, j.class_id, j.configuration, n
                    FROM generate_series(1, 20000) AS n, (SELECT * FROM job LIMIT 1) j),
                runs AS (
                    INSERT INTO run (id, experiment_id, name, status, job_id) SELECT run_id, 0, 'benchmark', 'finished', id FROM made),
                jobs AS (
                    INSERT INTO job (id, run_id, class_id, configuration, priority, time_limit_s)
                    SELECT id, run_id, class_id, configuration, 0, 3600 FROM made RETURNING id)
                INSERT INTO attempt (job_id, number, outcome, started_at, ended_at)
                SELECT m.id, 1, 'done', now() - make_interval(secs => 60 + m.n % 100), now() FROM made m JOIN jobs USING (id)
                """)
            _ = try await client.execute("ANALYZE")
        }
        // The coordinator reads a history anew when its own is older than a minute.
        try await Task.sleep(for: .seconds(61))
    }

    private static func withClient(
        _ connection: String, _ body: (PostgresClient) async throws -> Void
    ) async throws {
        let client = PostgresClient(PostgresConfiguration(connectionString: connection, maximumSessions: 1))
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(client))
        } catch {
            outcome = .failure(error)
        }
        await client.shutDown()
        try outcome.get()
    }
}
