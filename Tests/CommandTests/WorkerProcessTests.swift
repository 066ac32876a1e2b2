import Foundation
import Glibc
import HTTPTesting
import Synchronization
import Testing
import Vocabulary
import Wire

/// A coordinator of a few lines that hands one lease to a worker's real process.
private final class OneLease: Sendable {
    let server: LoopbackServer
    let progressed = Signal()
    let ended = Signal()

    init(_ configuration: RunConfiguration) throws {
        let given = Mutex(false)
        let progressed = progressed
        let ended = ended
        let lease = Lease(
            attempt: AttemptID(job: JobID(1), number: 1), run: RunID(), configuration: configuration, memoryMiB: 300,
            timeLimitSeconds: 60, leaseSeconds: 30)
        let worker = Worker(
            id: WorkerID(1), name: "w", capability: WorkerCapability(runners: [], memoryMiB: 1),
            machine: MachineFacts(architecture: "x", logicalProcessors: 1, usableProcessors: 1, memoryMiB: 1),
            agentVersion: "1", registeredAt: Date(timeIntervalSince1970: 0), lastSeenAt: Date(timeIntervalSince1970: 0),
            runningAttempts: 0, isLive: true)
        let workerText = String(decoding: try WireCoding.encoder().encode(worker), as: UTF8.self)
        let leaseText = String(decoding: try WireCoding.encoder().encode(ClaimAnswer(leases: [lease])), as: UTF8.self)
        server = LoopbackServer { request in
            switch request.target {
            case "/api/v1/workers": return .init(200, text: workerText)
            case "/api/v1/claims":
                let isFirst = given.withLock { given in
                    defer { given = true }
                    return !given
                }
                if isFirst { return .init(200, text: leaseText) }
                blockUntil(ended)
                return .init(200, text: #"{"leases":[]}"#)
            case "/api/v1/heartbeats": return .init(200, text: #"{"attempts":[],"lease_seconds":30}"#)
            case "/api/v1/attempts/1/1/events":
                progressed.fire()
                return .init(200, text: "{}")
            case "/api/v1/attempts/1/1/release", "/api/v1/attempts/1/1/finish":
                ended.fire()
                return .init(200, text: #"{"state":"done"}"#)
            default: return .init(404)
            }
        }
    }
}

@Suite("shoestring worker as a process with runner-selftest", .serialized)
struct WorkerProcessTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func start(_ coordinator: OneLease) throws -> Process {
        try Program.start(
            ["worker", "--url", coordinator.server.url, "--name", "w", "--data", folder.path + "/data"],
            environment: ["SHOESTRING_TOKEN": "hush-hush"]
        ).0
    }

    /// The runner's number, from its scratch folder's only user.
    private func runner() throws -> pid_t? {
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
            guard let process = pid_t(name),
                let cwd = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd"),
                cwd.hasPrefix(folder.path)
            else { continue }
            return process
        }
        return nil
    }

    @Test("SIGTERM: the job goes back and the worker ends with 0")
    func terminate() async throws {
        let coordinator = try OneLease(.selftest(try SelftestConfiguration(outcome: .finish, seconds: 600)))
        defer { coordinator.server.stop() }
        let process = try start(coordinator)
        await coordinator.progressed.wait()
        let begin = ContinuousClock.now
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(ContinuousClock.now - begin < .seconds(10))
        #expect(coordinator.server.requests.contains { $0.target == "/api/v1/attempts/1/1/release" })
        #expect(!coordinator.server.requests.contains { $0.target == "/api/v1/attempts/1/1/finish" })
        #expect(
            coordinator.server.requests.allSatisfy { $0.headers["authorization"] == "Bearer hush-hush" })
    }

    @Test("kill -9 of the worker takes its runner along, and the token is not in the runner's environment")
    func kill() async throws {
        let coordinator = try OneLease(.selftest(try SelftestConfiguration(outcome: .hang, seconds: 600)))
        defer {
            coordinator.ended.fire()
            coordinator.server.stop()
        }
        let process = try start(coordinator)
        await coordinator.progressed.wait()
        let runner = try #require(try runner())
        let environment = String(
            decoding: try Data(contentsOf: URL(filePath: "/proc/\(runner)/environ")), as: UTF8.self)
        #expect(environment.contains("OMP_WAIT_POLICY=PASSIVE"))
        #expect(!environment.contains("hush"))
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let begin = ContinuousClock.now
        while ContinuousClock.now - begin < .seconds(5), Glibc.kill(runner, 0) == 0 { await Task.yield() }
        #expect(Glibc.kill(runner, 0) != 0)
    }

    @Test("a finished job carries the peak of wait4")
    func finish() async throws {
        let coordinator = try OneLease(.selftest(try SelftestConfiguration()))
        defer { coordinator.server.stop() }
        let process = try start(coordinator)
        await coordinator.ended.wait()
        process.terminate()
        process.waitUntilExit()
        let request = try #require(
            coordinator.server.requests.first { $0.target == "/api/v1/attempts/1/1/finish" })
        let body = try WireCoding.decoder().decode(FinishBody.self, from: request.body)
        #expect(body.outcome == .done)
        #expect(body.result?.metrics.map(\.key).sorted() == ["measured_seconds", "memory_peak_mib"])
    }
}
