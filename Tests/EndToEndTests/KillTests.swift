import Client
import Foundation
import Testing
import Vocabulary
import Wire

@Suite("A sweep whose processes are killed", .serialized)
struct KillTests {
    @Test("ends with every job done by exactly one attempt", .timeLimit(.minutes(5)))
    func killed() async throws {
        let house = try House()
        var coordinator = try await house.startCoordinator()
        var worker = try house.startWorker()
        let sweep = try await house.submit(["kind": "selftest", "seconds": 0.4], repetitions: 16)
        let real = try await house.submit(["model": "squeezenet1_1", "measure_seconds": 1, "precision": "fp32"])

        try await Self.wait(for: 2, of: sweep, house)
        try await Self.killRunner(of: worker)

        try await Self.wait(for: 5, of: sweep, house)
        let orphans = Processes.running("runner-selftest", under: worker.processID)
        worker.end(SIGKILL)
        try await until("the killed worker's runners end too") { !orphans.contains(where: Processes.isAlive) }
        worker = try house.startWorker()

        try await Self.wait(for: 8, of: sweep, house)
        coordinator.end(SIGKILL)
        coordinator = try await house.startCoordinator()

        let said = { @Sendable in "" }
        for id in [sweep, real] {
            try await until("sweep \(id) ends", saying: said) {
                do {
                    return try await house.client.sweep(id).isFinal
                } catch {
                    return false  // the coordinator is just coming back
                }
            }
            let end = try await house.client.sweep(id)
            #expect(end.done == end.total, "\(end)")
            try await Self.checkJobs(of: id, house)
        }
        worker.end(SIGTERM)
        coordinator.end(SIGTERM)
    }

    /// Each job: attempts 1…k without a gap, the last one done and no other, the run's content from it.
    private static func checkJobs(of sweep: SweepID, _ house: House) async throws {
        let jobs = try await house.client.jobs(sweep: sweep, limit: 1000).items
        var lost = 0
        for job in jobs {
            let attempts = try await house.client.attempts(job.id).items
            #expect(attempts.map(\.id.number) == Array(1...Int32(attempts.count)), "job \(job.id)")
            #expect(attempts.filter { $0.outcome == .done }.count == 1, "job \(job.id)")
            #expect(attempts.last?.outcome == .done, "job \(job.id)")
            lost += attempts.count - 1
            let detail = try await house.client.run(job.run)
            #expect(detail.run.status == .finished)
            #expect(detail.attempt == attempts.last?.id)
        }
        // The killed runner and the killed worker each cost one attempt of a self-test, so the kills did hit something.
        if jobs.count > 1 { #expect(lost >= 2) }
    }

    private static func wait(for done: Int, of sweep: SweepID, _ house: House) async throws {
        try await until("\(done) jobs of sweep \(sweep) are done") {
            try await house.client.sweep(sweep).done >= done
        }
    }

    private static func killRunner(of worker: Program) async throws {
        try await until("a runner runs", saying: { worker.output }) {
            guard let runner = Processes.running("runner-selftest", under: worker.processID).first else { return false }
            return kill(runner, SIGKILL) == 0
        }
    }
}

@Suite("A job that ends badly", .serialized)
struct BadEndTests {
    @Test("tells why, and coordinator and worker go on", .timeLimit(.minutes(5)))
    func badEnds() async throws {
        let house = try House()
        let coordinator = try await house.startCoordinator()
        let worker = try house.startWorker()
        // A file that is no ONNX file, stored under its checksum as a model would be.
        let path = house.folder.appending(path: "nonsense.onnx").path
        try Data("this is not a network".utf8).write(to: URL(fileURLWithPath: path))
        let file = try await house.client.upload(file: path, name: "nonsense.onnx")
        let cases: [(configuration: JSONValue, options: JSONValue, code: AttemptFailure.Code)] = [
            (["model": .string("onnx:" + file.sha256)], [:], .invalidModel),
            (["kind": "selftest", "outcome": "fail"], [:], .unsupported),
            (["kind": "selftest", "outcome": "crash"], ["max_failures": 1], .crashed),
            (["kind": "selftest", "outcome": "hang"], ["time_limit_seconds": 1], .timeLimit),
            (["kind": "selftest", "outcome": "exhaust_memory"], ["memory_mib": 200], .outOfMemory),
        ]
        for (configuration, options, code) in cases {
            guard case .object(var body) = options else { continue }
            body["configuration"] = configuration
            body["max_failures"] = body["max_failures"] ?? 1
            let job = try await house.client.submit(try SubmitJobBody(json: .object(body)))
            try await until("job \(job.id) ends", saying: { worker.output }) {
                try await house.client.job(job.id).state.isFinal
            }
            let end = try await house.client.job(job.id)
            #expect(end.state == .failed, "\(configuration)")
            #expect(end.failure?.code == code, "\(configuration): \(String(describing: end.failure))")
            #expect(try await house.client.run(end.run).run.status == .failed)
        }
        let good = try await house.submit(["kind": "selftest"])
        try await until("the worker goes on") { try await house.client.sweep(good).done == 1 }
        worker.end(SIGTERM)
        coordinator.end(SIGTERM)
    }

    @Test("is cancelled within seconds while it runs", .timeLimit(.minutes(3)))
    func cancelled() async throws {
        let house = try House()
        let coordinator = try await house.startCoordinator()
        let worker = try house.startWorker()
        let job = try await house.client.submit(
            try SubmitJobBody(json: ["configuration": ["kind": "selftest", "seconds": 600]]))
        try await until("it runs", saying: { worker.output }) { try await house.client.job(job.id).state == .running }
        let began = ContinuousClock.now
        _ = try await house.client.cancel(job.id)
        try await until("it is cancelled") { try await house.client.job(job.id).state == .cancelled }
        #expect(ContinuousClock.now - began < .seconds(10))
        #expect(try await house.client.run(job.run).run.status == .killed)
        worker.end(SIGTERM)
        coordinator.end(SIGTERM)
    }
}
