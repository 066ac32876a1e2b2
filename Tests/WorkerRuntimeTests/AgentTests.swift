import Foundation
import Glibc
import HTTPTesting
import Logging
import Testing
import Vocabulary
import Wire

@testable import WorkerRuntime

@Suite("An agent with a coordinator in memory and scripts as runners", .serialized)
struct AgentTests {
    let folder: TemporaryFolder
    static let result = #"{"type":"result","result":{"metrics":[],"samples":[],"tags":{},"facts":{},"absent":{}}}"#

    init() throws { folder = try TemporaryFolder() }

    func settings(_ script: String, slots: Int = 1) throws -> AgentSettings {
        let path = try folder.executable("runner-script", "#!/bin/sh\nread line\n" + script)
        let description = RunnerDescription(
            engine: "openvino", engineVersion: "1", kinds: [.selftest, .benchmark],
            devices: [.init(name: "cpu", title: "cpu", precisions: [.fp32])])
        return AgentSettings(
            name: "here", slots: slots, memoryMiB: 500, labels: ["attic"], dataPath: folder.path + "/data",
            machine: MachineFacts(architecture: "x86_64", logicalProcessors: 2, usableProcessors: 2, memoryMiB: 1000),
            runners: [InstalledRunner(path: path, description: description)], version: "1")
    }

    /// Runs an agent until `work` returns, then stops it.
    func run(
        _ settings: AgentSettings, _ coordinator: FakeCoordinator, _ work: () async throws -> Void
    ) async throws -> AgentEnd {
        let (stopping, stop) = AsyncStream.makeStream(of: Void.self)
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let agent = Agent(
            settings: settings, connection: coordinator,
            environment: RunnerEnvironment(from: ["PATH": "/usr/bin:/bin"]), logger: logger)
        async let end = agent.run(stopping: stopping)
        try await work()
        stop.yield()
        return try await end
    }

    func id(_ job: Int64, _ number: Int32 = 1) -> AttemptID { AttemptID(job: JobID(job), number: number) }

    @Test("jobs are claimed, executed and finished one after another; scratch folders go")
    func works() async throws {
        let coordinator = FakeCoordinator(try (1...5).map { try .forTest(job: $0) })
        let end = try await run(
            settings(
                "echo '{\"type\":\"log\",\"level\":\"info\",\"message\":\"hi\"}'; touch file; echo '\(Self.result)'"),
            coordinator
        ) {
            await coordinator.wait { $0.finished.count == 5 }
        }
        #expect(end == .stopped)
        let state = coordinator.now
        #expect(state.finished.values.allSatisfy { $0.outcome == .done })
        #expect(
            state.events
                == Dictionary(uniqueKeysWithValues: (1...5).map { (id($0), [.log(level: .info, message: "hi")]) }))
        #expect(state.released.isEmpty)
        #expect(state.registrations.map(\.name) == ["here"])
        #expect(state.registrations.first?.capability.labels == ["attic"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/data/scratch").isEmpty)
    }

    @Test("the runner gets the attempt's request: limits, folders, processors")
    func request() async throws {
        let coordinator = FakeCoordinator([try .forTest(job: 3, number: 2, memoryMiB: 300)])
        let seen = folder.path + "/seen"
        _ = try await run(
            settings("echo \"$line\" > \(seen); stat -c %a . >> \(seen); echo '\(Self.result)'"), coordinator
        ) {
            await coordinator.wait { !$0.finished.isEmpty }
        }
        let lines = try String(contentsOf: URL(filePath: seen), encoding: .utf8).split(separator: "\n")
        let request = try JSONDecoder().decode(RunnerRequest.self, from: Data(lines[0].utf8))
        #expect(request.attempt == id(3, 2))
        #expect(request.memoryMiB == 300)
        #expect(request.usableProcessors == 2)
        #expect(request.scratchPath == "\(folder.path)/data/scratch/\(getpid())/3-2")
        #expect(request.cachePath == folder.path + "/data/cache")
        #expect(lines[1] == "700")
    }

    @Test("what an attempt may cost is spent from its lease on, not from its runner's start")
    func costLimit() async throws {
        let lease = try Lease.forTest(job: 1).limited(to: CostLimit(seconds: 50, reason: "max_cost"))
        let coordinator = FakeCoordinator([lease])
        let seen = folder.path + "/seen"
        _ = try await run(settings("echo \"$line\" > \(seen); echo '\(Self.result)'"), coordinator) {
            await coordinator.wait { !$0.finished.isEmpty }
        }
        let request = try JSONDecoder().decode(RunnerRequest.self, from: Data(contentsOf: URL(filePath: seen)))
        let limit = try #require(request.costLimit)
        // Folders were made meanwhile, which takes some time and not all of it.
        #expect(0 < limit.seconds && limit.seconds < 50)
        #expect(limit.reason == "max_cost")
    }

    @Test("a finish whose answer got lost is sent again and counts once")
    func lostAnswer() async throws {
        let coordinator = FakeCoordinator(try (1...2).map { try .forTest(job: $0) })
        coordinator.change { $0.finishAnswersToLose = 2 }
        _ = try await run(settings("echo '\(Self.result)'"), coordinator) {
            await coordinator.wait { $0.finished.count == 2 && $0.finishAnswersToLose == 0 }
        }
        #expect(coordinator.now.finished.values.allSatisfy { $0.outcome == .done })
    }

    @Test("a cancelled attempt is stopped and finished as cancelled within five seconds")
    func cancel() async throws {
        let coordinator = FakeCoordinator([try .forTest(job: 1, leaseSeconds: 0.6)], leaseSeconds: 0.6)
        _ = try await run(
            settings("echo '{\"type\":\"progress\",\"fraction\":0.5,\"stage\":\"s\"}'; exec sleep 600"), coordinator
        ) {
            await coordinator.wait { $0.events[self.id(1)] != nil }
            coordinator.change { $0.cancelled.insert(self.id(1)) }
            let begin = ContinuousClock.now
            await coordinator.wait { !$0.finished.isEmpty }
            #expect(ContinuousClock.now - begin < .seconds(5))
        }
        #expect(coordinator.now.finished == [id(1): .cancelled])
    }

    @Test("an attempt whose lease is lost is killed and nothing is written for it")
    func lost() async throws {
        let coordinator = FakeCoordinator([try .forTest(job: 1)])
        let script = """
            echo $$ > \(folder.path)/pid
            while true; do echo '{"type":"log","level":"info","message":"on"}'; sleep 0.1; done
            """
        _ = try await run(settings(script), coordinator) {
            await coordinator.wait { $0.events[self.id(1)] != nil }
            let before = coordinator.now.events[id(1)]?.count ?? 0
            // The next events are refused as stale.
            coordinator.change { $0.held = [:] }
            coordinator.change { $0.leases = [] }
            let pid = try #require(
                pid_t(
                    try String(contentsOf: URL(filePath: folder.path + "/pid"), encoding: .utf8)
                        .trimmingCharacters(in: .whitespacesAndNewlines)))
            while kill(pid, 0) == 0 { await Task.yield() }
            #expect((coordinator.now.events[id(1)]?.count ?? 0) <= before + 100)
        }
        #expect(coordinator.now.finished.isEmpty)
        #expect(coordinator.now.released.isEmpty)
    }

    @Test("a coordinator that is down for a while costs no attempt: the result arrives when it is back")
    func outage() async throws {
        let coordinator = FakeCoordinator([try .forTest(job: 1)])
        let gate = folder.path + "/gate"
        guard unsafe mkfifo(gate, 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
        _ = try await run(
            settings(
                "echo '{\"type\":\"progress\",\"fraction\":0.5,\"stage\":\"s\"}'; read x < \(gate); echo '\(Self.result)'"
            ),
            coordinator
        ) {
            await coordinator.wait { $0.events[self.id(1)] != nil }
            coordinator.change { $0.isDown = true }
            // The runner ends while nobody listens.
            try Data("go\n".utf8).write(to: URL(filePath: gate))
            coordinator.change { $0.isDown = false }
            await coordinator.wait { !$0.finished.isEmpty }
        }
        #expect(coordinator.now.finished[id(1)]?.outcome == .done)
    }

    @Test("a coordinator that forgot the worker gets a new introduction")
    func forgotten() async throws {
        let coordinator = FakeCoordinator()
        _ = try await run(settings("echo '\(Self.result)'"), coordinator) {
            await coordinator.wait { $0.registrations.count == 1 }
            coordinator.change { $0.isForgetful = true }
            coordinator.change { _ in }
            let lease = try Lease.forTest(job: 1)
            coordinator.change { $0.leases = [lease] }
            await coordinator.wait { !$0.finished.isEmpty }
        }
        #expect(coordinator.now.registrations.count == 2)
    }

    @Test("an ONNX file is fetched once, checked by its name's checksum, and given as model_path")
    func model() async throws {
        let sha256 = String(repeating: "a", count: 64)
        let configuration = RunConfiguration.benchmark(
            try BenchmarkConfiguration(model: try #require(ModelReference("onnx:" + sha256))))
        let coordinator = FakeCoordinator(try (1...3).map { try .forTest(job: $0, configuration: configuration) })
        coordinator.change { $0.files[sha256] = Data("model".utf8) }
        let seen = folder.path + "/seen"
        _ = try await run(settings("echo \"$line\" >> \(seen); echo '\(Self.result)'"), coordinator) {
            await coordinator.wait { $0.finished.count == 3 }
        }
        let line = try String(contentsOf: URL(filePath: seen), encoding: .utf8).split(separator: "\n")[0]
        let request = try JSONDecoder().decode(RunnerRequest.self, from: Data(line.utf8))
        #expect(request.modelPath == folder.path + "/data/cache/onnx/\(sha256).onnx")
        #expect(coordinator.now.downloads == 1)
        #expect(coordinator.now.finished.values.allSatisfy { $0.outcome == .done })
    }

    @Test("a model that the coordinator does not have is an invalid model, and the agent goes on")
    func missingModel() async throws {
        let sha256 = String(repeating: "b", count: 64)
        let configuration = RunConfiguration.benchmark(
            try BenchmarkConfiguration(model: try #require(ModelReference("onnx:" + sha256))))
        let coordinator = FakeCoordinator([
            try .forTest(job: 1, configuration: configuration), try .forTest(job: 2),
        ])
        _ = try await run(settings("echo '\(Self.result)'"), coordinator) {
            await coordinator.wait { $0.finished.count == 2 }
        }
        #expect(coordinator.now.finished[id(1)]?.failure?.code == .invalidModel)
        #expect(coordinator.now.finished[id(2)]?.outcome == .done)
    }

    @Test("two slots run two attempts at once")
    func slots() async throws {
        let coordinator = FakeCoordinator(try (1...2).map { try .forTest(job: $0) })
        let gate = folder.path + "/gate"
        guard unsafe mkfifo(gate, 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
        // Each opens the gate for the other: one alone would wait for ever.
        let script = """
            case "$line" in *'"job":1'*) echo x > \(gate);; *) read x < \(gate);; esac
            echo '\(Self.result)'
            """
        _ = try await run(settings(script, slots: 2), coordinator) {
            await coordinator.wait { $0.finished.count == 2 }
        }
        #expect(coordinator.now.finished.values.allSatisfy { $0.outcome == .done })
    }
}

@Suite("Which runners there are", .serialized)
struct RunnerCatalogueTests {
    static let description =
        #"{"protocol":1,"engine":"E","engine_version":"1","kinds":["benchmark"],"devices":[{"name":"cpu","title":"c","precisions":["fp32"]}]}"#

    @Test("those that describe themselves count; the others are named with the reason")
    func search() async throws {
        let folder = try TemporaryFolder()
        _ = try folder.executable("runner-good", "#!/bin/sh\necho '\(Self.description)'\n")
        _ = try folder.executable("runner-broken", "#!/bin/sh\necho no library >&2; exit 69\n")
        _ = try folder.executable("runner-hangs", "#!/bin/sh\nsleep 600\n")
        _ = try folder.executable("runner-old", "#!/bin/sh\necho '\(Self.description)' | sed s/1/9/\n")
        _ = try folder.executable("other", "#!/bin/sh\necho '\(Self.description)'\n")
        let found = await RunnerCatalogue.search(
            [folder.path, "/nowhere"], limit: .milliseconds(500), environment: RunnerEnvironment(from: [:]))
        #expect(found.runners.map(\.path) == [folder.path + "/runner-good"])
        #expect(found.runners.first?.description.engine == "E")
        #expect(
            found.silent.map { String($0.path.split(separator: "/").last ?? "") } == [
                "runner-broken", "runner-hangs", "runner-old",
            ])
        #expect(found.silent.first?.reason.contains("no library") == true)
        #expect(found.silent.map(\.reason).contains { $0.hasPrefix("no answer within") })
    }

    @Test("the runner with the precision is chosen; without one, the engine's runner, which refuses with a reason")
    func choose() throws {
        func runner(_ engine: String, _ precisions: [Precision]) -> InstalledRunner {
            InstalledRunner(
                path: "/\(engine)-\(precisions.count)",
                description: RunnerDescription(
                    engine: engine, engineVersion: "1", kinds: [.benchmark],
                    devices: [.init(name: "cpu", title: "cpu", precisions: precisions)]))
        }
        let runners = [runner("a", [.fp32]), runner("b", [.fp32]), runner("b", [.fp32, .bf16])]
        func chosen(_ engine: String, _ precision: Precision) throws -> String? {
            let configuration = try BenchmarkConfiguration(model: .zoo("m"), precision: precision, engine: engine)
            return RunnerCatalogue.choose(runners, for: .benchmark(configuration))?.path
        }
        #expect(try chosen("b", .fp32) == "/b-1")
        #expect(try chosen("b", .bf16) == "/b-2")
        #expect(try chosen("a", .bf16) == "/a-1")
        #expect(try chosen("c", .fp32) == nil)
    }
}
