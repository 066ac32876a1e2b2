import Client
import Foundation
import Testing
import Vocabulary
import Wire

@Suite("A job that saves its work", .serialized)
struct CheckpointTests {
    // A checkpoint every half second, and long enough that a slow look does not find the job ended before anybody was killed.
    private static let configuration: JSONValue = ["kind": "selftest", "seconds": 20, "checkpoints": 40]

    private static func submit(_ house: House) async throws -> Job {
        try await house.client.submit(try SubmitJobBody(json: ["configuration": configuration]))
    }

    static func checkpoint(of run: RunID, _ house: House) async throws -> StoredArtifact? {
        try await house.client.artifacts(of: run).items.first { $0.kind == .checkpoint }
    }

    /// Waits until a checkpoint that was taken after `step` is stored.
    private static func saved(after step: Int64, _ job: Job, _ house: House, _ worker: Program) async throws -> Int64 {
        try await until("a checkpoint after \(step)", saying: { worker.output }) {
            (try await checkpoint(of: job.run, house)?.step ?? -1) > step
        }
        return try #require(try await checkpoint(of: job.run, house)?.step)
    }

    @Test("goes on after its runner and its worker were killed, and has one result", .timeLimit(.minutes(5)))
    func killed() async throws {
        let house = try House()
        let coordinator = try await house.startCoordinator()
        var worker = try house.startWorker()
        let job = try await Self.submit(house)

        let first = try await Self.saved(after: 0, job, house, worker)
        let runner = try #require(Processes.running("runner-selftest", under: worker.processID).first)
        kill(runner, SIGKILL)

        let second = try await Self.saved(after: first, job, house, worker)
        worker.end(SIGKILL)
        worker = try house.startWorker()

        try await Self.end(of: job, house, worker)
        let attempts = try await house.client.attempts(job.id).items
        #expect(attempts.map(\.outcome) == [.failed, .lost, .done])
        let detail = try await house.client.run(job.run)
        #expect(detail.attempt?.number == 3)
        let began = try await Self.began(detail, house)
        // The third attempt went on from a checkpoint that is no older than the last one that was seen.
        #expect(began >= second)
        #expect(began < 20_000)
        #expect(detail.artifacts.map(\.kind) == [.checkpoint, .data])
        // One curve: the last checkpoint's step is the last one of the metric.
        #expect(detail.run.metrics["counted_ms"]?.value == detail.artifacts.first?.step.map { Double($0) })
        worker.end(SIGTERM)
        coordinator.end(SIGTERM)
    }

    @Test("loses nothing when its worker is asked to stop", .timeLimit(.minutes(5)))
    func drained() async throws {
        let house = try House()
        let coordinator = try await house.startCoordinator()
        var worker = try house.startWorker()
        let job = try await Self.submit(house)
        let before = try await Self.saved(after: 0, job, house, worker)
        worker.end(SIGTERM)
        let released = try await house.client.job(job.id)
        #expect(released.state == .ready)
        #expect(released.failures == 0)
        #expect(released.losses == 0)
        // The runner saved its work once more: later than the regular checkpoint.
        let last = try #require(try await Self.checkpoint(of: job.run, house)?.step)
        #expect(last > before)
        worker = try house.startWorker()
        try await Self.end(of: job, house, worker)
        let detail = try await house.client.run(job.run)
        #expect(try await house.client.attempts(job.id).items.map(\.outcome) == [.released, .done])
        #expect(try await Self.began(detail, house) == last)
        worker.end(SIGTERM)
        coordinator.end(SIGTERM)
    }

    static func end(of job: Job, _ house: House, _ worker: Program) async throws {
        try await until("the job ends", saying: { worker.output }) {
            try await house.client.job(job.id).state.isFinal
        }
        let end = try await house.client.job(job.id)
        #expect(end.state == .done, "\(String(describing: end.failure)) \(worker.output)")
    }

    /// The step that the attempt with the result began at, as its file says: `began at 1500 ms`.
    static func began(_ detail: RunDetail, _ house: House) async throws -> Int64 {
        let file = try #require(detail.artifacts.first { $0.name.description == "counted.txt" })
        let path = house.folder.appending(path: "counted.txt").path
        try await house.client.download(file, of: detail.run.id, to: path)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try #require(text.split(separator: " ").compactMap { Int64($0) }.first)
    }
}
