import Client
import Testing
import Vocabulary
import Wire

/// What a coordinator has besides its worker's measurements when its pages are looked at; everything came through its API.
struct CoordinatorRuns {
    /// A training that has ended, with curves, and with a name, a tag and a metric that pages must show as text.
    let training: RunID
    /// A search whose samples wait: nobody claims them.
    let search: SweepID
    /// A job that no worker can take.
    let waiting: JobID

    /// Its name.
    static let name = "<script>document.title = 'owned'</script> مرحبا"
    /// The accuracies of its two epochs, by step, and what its result says: the weights of the first were kept.
    static let accuracies: [(step: Int64, value: Double)] = [(100, 0.875), (200, 0.75)]
    static let kept = 0.875

    /// Trains in name, as a worker of another maker would speak to the coordinator.
    static func make(on client: ShoestringClient) async throws -> CoordinatorRuns {
        let job = try await client.submit(
            try SubmitJobBody(json: [
                "configuration": ["kind": "train", "model": "shoestring_cnn", "epochs": 2], "name": .string(name),
                // The house's own worker trains as well, where there is libtorch.
                "labels": ["trainer"],
                "tags": ["<b>long</b>": .string(String(repeating: "y", count: 500)), "rtl": "\u{202E}gnp.exe"],
            ]))
        let runner = RunnerDescription(
            engine: "torch", engineVersion: "2", kinds: [.train],
            devices: [.init(name: "cpu", title: "a processor", precisions: [.fp32])])
        let machine = MachineFacts(architecture: "x86_64", logicalProcessors: 2, usableProcessors: 2, memoryMiB: 2048)
        let trainer = try await client.register(
            RegisterWorkerBody(
                name: "trainer", capability: WorkerCapability(runners: [runner], labels: ["trainer"], memoryMiB: 2048),
                machine: machine,
                agentVersion: "test"))
        let lease = try #require(try await client.claim(ClaimBody(worker: trainer.id)).leases.first)
        #expect(lease.run == job.run)
        var events = accuracies.map { step, value in
            RunnerEvent.metric(Self.metric(TrainingMetric.testAccuracy, value, step))
        }
        events += (1...200).map { step in .metric(Self.metric(TrainingMetric.trainLoss, 2 / Double(step), step)) }
        _ = try await client.write(EventsBody(firstSequence: 0, events: events), for: lease.attempt)
        let result = RunResult(
            metrics: [
                Self.metric(TrainingMetric.testAccuracy, kept, 0), Self.metric("<i>odd</i>", .nan, 0),
                Self.metric("endless", .infinity, 0),
            ], tags: ["engine": "torch"], facts: ["engine": ["name": "torch"]])
        _ = try await client.finish(lease.attempt, FinishBody(result: result))
        let search = try await client.submit(
            try SubmitSearchBody(json: [
                "configuration": [
                    "kind": "train", "model": "shoestring_cnn", "epochs": 9, "validation_share": .number(0.1),
                ],
                "search": [
                    "samples": 3, "seed": 1,
                    "space": ["learning_rate": ["log_uniform": [.number(0.001), .number(0.3)]]],
                ],
                "name": "night", "labels": ["nobody"],
            ]), key: "search")
        let waiting = try await client.submit(
            try SubmitJobBody(json: [
                "configuration": ["kind": "selftest"], "labels": ["cellar"], "name": "for the cellar",
                "if_unsupported": "wait",
            ]))
        return CoordinatorRuns(training: job.run, search: search.id, waiting: waiting.id)
    }

    private static func metric(_ key: String, _ value: Double, _ step: Int64) -> Metric {
        Metric(key: key, value: value, step: step, timestampMilliseconds: 1_795_000_000_000 + step * 1000)
    }
}
