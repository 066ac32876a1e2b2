import Foundation
import Postgres

/// Ten thousand invented runs in fifty experiments, written by SQL: only how many there are, and how large, matters.
enum ManyRuns {
    static let count = 10_000
    static let experiments = 50

    /// Fills a migrated database.
    static func write(to database: String) async throws {
        let client = PostgresClient(PostgresConfiguration(connectionString: database, maximumSessions: 1))
        let outcome: Result<Void, any Error>
        do {
            for statement in statements { _ = try await client.execute(Statement(sql: statement)) }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await client.shutDown()
        try outcome.get()
    }

    /// 200 runs an experiment, over ten networks, five batches and two precisions. As a worker leaves a run: some 25 metrics, six tags and the
    /// configuration. Times follow multiply-accumulates roughly, with a multiplicative noise from the run's number.
    private static let statements = [
        "INSERT INTO experiment (name) SELECT 'experiment ' || n FROM generate_series(1, \(experiments)) n",
        """
        INSERT INTO run (id, experiment_id, name, status, configuration, created_at, started_at, ended_at)
        SELECT md5('run ' || n)::uuid, e.id, m.name || ' b' || b.batch || ' ' || p.name, 'finished',
            jsonb_build_object('kind', 'benchmark', 'model', m.name, 'batch', b.batch, 'precision', p.name, 'engine', 'openvino', 'device', 'cpu',
                'mode', 'latency', 'seed', 1, 'measure_seconds', 30),
            '2026-11-01T00:00:00Z'::timestamptz + n * interval '97 seconds', '2026-11-01T00:00:05Z'::timestamptz + n * interval '97 seconds',
            '2026-11-01T00:00:40Z'::timestamptz + n * interval '97 seconds'
        FROM generate_series(0, \(count - 1)) n
        JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM experiment WHERE name LIKE 'experiment %') e ON e.place = n / (\(count) / \(experiments))
        JOIN (VALUES (0, 'alexnet'), (1, 'vgg16'), (2, 'squeezenet1_1'), (3, 'resnet18'), (4, 'resnet50'), (5, 'mobilenet_v2'), (6, 'shufflenet_v2_x1_0'),
            (7, 'densenet121'), (8, 'googlenet'), (9, 'inception_v3')) m (place, name) ON m.place = n % 10
        JOIN (VALUES (0, 1), (1, 2), (2, 4), (3, 8), (4, 16)) b (place, batch) ON b.place = n / 10 % 5
        JOIN (VALUES (0, 'fp32'), (1, 'int8')) p (place, name) ON p.place = n / 50 % 2
        """,
        """
        INSERT INTO run_tag (run_id, key, value)
        SELECT r.id, t.key, CASE t.key WHEN 'precision_executed' THEN r.configuration ->> 'precision' ELSE t.value END
        FROM run r, (VALUES ('worker', 'attic'), ('grade', 'A'), ('precision_executed', ''), ('mode', 'latency'), ('engine_version', '2026.4.1'),
            ('processor', 'AMD EPYC Milan')) t (key, value)
        """,
        """
        INSERT INTO run_latest_metric (run_id, key, step, timestamp_ms, value)
        SELECT r.id, k.key, 0, 1761955200000, k.scale * (1 + (hashtextextended(r.id::text || k.key, 0) % 1000003) / 1e7::float8)
        FROM run r, (VALUES ('latency_median_ms', 12.5::float8), ('latency_median_low_ms', 12.1), ('latency_median_high_ms', 12.9), ('latency_p90_ms', 14.0),
            ('latency_min_ms', 11.0), ('latency_mean_ms', 12.6), ('latency_stddev_ms', 0.6), ('latency_mad_ms', 0.3), ('latency_iqr_ratio', 0.03),
            ('images_per_second', 80), ('sample_count', 250), ('measured_seconds', 3), ('read_ms', 3), ('compile_ms', 84), ('first_inference_ms', 40),
            ('warmup_count', 9), ('warmup_settled', 1), ('memory_baseline_mib', 61), ('memory_compiled_mib', 140), ('memory_running_mib', 150),
            ('memory_peak_mib', 152), ('model_file_mib', 45), ('foreign_cpu_share', 0.01), ('steal_share', 0.001), ('canary_ratio', 1.006)) k (key, scale)
        """,
        "ANALYZE",
    ]
}
