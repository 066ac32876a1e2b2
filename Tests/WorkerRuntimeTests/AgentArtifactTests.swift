import Foundation
import Glibc
import HTTPTesting
import Testing
import Vocabulary
import Wire

@testable import WorkerRuntime

/// Files that runners hand over; see `AgentTests` for the helpers.
extension AgentTests {
    private static func event(_ path: String, name: String = "c/1.ckpt", step: Int = 7) -> String {
        """
        {"type":"artifact","artifact":{"name":"\(name)","kind":"checkpoint","step":\(step),"path":"\(path)"}}
        """
    }

    private static func resultNaming(_ path: String) -> String {
        """
        {"type":"result","result":{"metrics":[],"samples":[],"tags":{},"facts":{},"absent":{},\
        "artifacts":[{"name":"model.onnx","kind":"model","path":"\(path)"}]}}
        """
    }

    private func artifacts(in events: [RunnerEvent]?) -> [RunArtifact] {
        (events ?? []).compactMap { if case .artifact(let artifact) = $0 { artifact } else { nil } }
    }

    @Test("a checkpoint is stored before the event that names it is sent, and its file goes")
    func checkpoint() async throws {
        let coordinator = FakeCoordinator([try .forTest(job: 1)])
        // It ends only when the agent has deleted the file.
        let script = """
            echo abc > one.ckpt; echo '\(Self.event("one.ckpt"))'
            while [ -e one.ckpt ]; do sleep 0.05; done
            echo '\(Self.result)'
            """
        _ = try await run(settings(script), coordinator) { await coordinator.wait { !$0.finished.isEmpty } }
        let state = coordinator.now
        #expect(state.finished[id(1)]?.outcome == .done)
        let stored = try #require(artifacts(in: state.events[id(1)]).first)
        #expect(stored.name.description == "c/1.ckpt")
        #expect(stored.step == 7)
        #expect(stored.path == nil)
        #expect(stored.byteCount == 4)  // abc and a line feed
        #expect(state.files[try #require(stored.sha256)] == Data("abc\n".utf8))
        #expect(state.uploads == ["1.ckpt"])
    }

    @Test("a result's file is stored before the finish that names it, also when the coordinator was away")
    func resultFile() async throws {
        let coordinator = FakeCoordinator([try .forTest(job: 1)])
        let line = Self.resultNaming("$PWD/m.onnx").replacing("\"", with: "\\\"")
        let script = "echo model > m.onnx; echo \"\(line)\""
        _ = try await run(settings(script), coordinator) {
            await coordinator.wait { !$0.held.isEmpty }
            coordinator.change { $0.isDown = true }
            try await Task.sleep(for: .milliseconds(600))
            coordinator.change { $0.isDown = false }
            await coordinator.wait { !$0.finished.isEmpty }
        }
        let body = try #require(coordinator.now.finished[id(1)])
        let artifact = try #require(body.result?.artifacts.first)
        #expect(artifact.path == nil)
        #expect(artifact.byteCount == 6)
        #expect(coordinator.now.files[try #require(artifact.sha256)] == Data("model\n".utf8))
    }

    @Test(
        "a file that is not there, is empty, is a link or lies outside fails the attempt with the reason",
        arguments: [
            ("true", "none", "there is no file at none"), (": > empty", "empty", "empty is empty"),
            ("ln -s /etc/hostname link", "link", "link is no regular file; links are not followed"),
            ("true", "/etc/hostname", "/etc/hostname is outside of the scratch folder"),
            ("mkdir d; ln -s /etc d/e", "d/e/hostname", "d/e/hostname is outside of the scratch folder"),
            ("mkdir folder", "folder", "folder is no regular file; links are not followed"),
        ])
    func badFile(make: String, path: String, reason: String) async throws {
        let coordinator = FakeCoordinator([try .forTest(job: 1), try .forTest(job: 2)])
        let script = """
            \(make)
            case "$line" in *'"job":1'*) echo '\(Self.event(path))'; sleep 600;; *) echo '\(Self.resultNaming(path))';; esac
            """
        _ = try await run(settings(script), coordinator) { await coordinator.wait { $0.finished.count == 2 } }
        let failures = [1, 2].map { coordinator.now.finished[id($0)]?.failure }
        #expect(failures[0] == AttemptFailure(code: .crashed, message: "the artifact c/1.ckpt: \(reason)"))
        #expect(failures[1] == AttemptFailure(code: .crashed, message: "the artifact model.onnx: \(reason)"))
        #expect(artifacts(in: coordinator.now.events[id(1)]).isEmpty)
    }

    @Test("artifact number 201 fails the attempt")
    func tooMany() async throws {
        let coordinator = FakeCoordinator([try .forTest(job: 1)])
        let line = #"{\"type\":\"artifact\",\"artifact\":{\"name\":\"f$i\",\"kind\":\"data\",\"path\":\"f\"}}"#
        let script = """
            echo x > f; i=0
            while [ $i -lt 10000 ]; do i=$((i+1)); echo "\(line)"; done
            sleep 600
            """
        _ = try await run(settings(script), coordinator) { await coordinator.wait { !$0.finished.isEmpty } }
        let failure = try #require(coordinator.now.finished[id(1)]?.failure)
        #expect(failure.message == "a run has at most 200 artifacts; f201 is one more")
    }

    @Test("the next attempt gets the checkpoint and the files that its configuration names")
    func resumed() async throws {
        let (weights, checkpoint) = (String(repeating: "a", count: 64), String(repeating: "b", count: 64))
        let configuration = try RunConfiguration(
            json: [
                "kind": "compress", "model": "resnet18", "weights": .string(weights), "method": "fp16_weights",
                "engine": "openvino",
            ])
        let lease = Lease(
            attempt: AttemptID(job: JobID(1), number: 2), run: RunID(), configuration: configuration, memoryMiB: nil,
            timeLimitSeconds: 60, leaseSeconds: 30,
            checkpoint: StoredCheckpoint(sha256: checkpoint, step: 40, byteCount: 5))
        let coordinator = FakeCoordinator([lease])
        coordinator.change { $0.files = [weights: Data("weights".utf8), checkpoint: Data("state".utf8)] }
        let seen = folder.path + "/seen"
        let script = "echo \"$line\" > \(seen); cat *.checkpoint > \(seen).state; echo '\(Self.result)'"
        var settings = try settings(script)
        settings.runners = settings.runners.map {
            InstalledRunner(
                path: $0.path,
                description: RunnerDescription(
                    engine: "openvino", engineVersion: "1", kinds: [.compress], devices: $0.description.devices))
        }
        _ = try await run(settings, coordinator) { await coordinator.wait { !$0.finished.isEmpty } }
        #expect(coordinator.now.finished[id(1, 2)]?.outcome == .done)
        let request = try JSONDecoder().decode(RunnerRequest.self, from: Data(contentsOf: URL(filePath: seen)))
        #expect(request.filePaths == [weights: folder.path + "/data/cache/files/" + weights])
        #expect(request.checkpoint?.step == 40)
        #expect(try String(contentsOf: URL(filePath: seen + ".state"), encoding: .utf8) == "state")
    }

    @Test("a runner that saves its work when the agent stops has its checkpoint stored and its job given back")
    func drained() async throws {
        let coordinator = FakeCoordinator([try .forTest(job: 1)])
        let script = """
            trap 'echo end > last.ckpt; echo '"'"'\(Self.event("last.ckpt", step: 9))'"'"'; exit 75' TERM
            echo '{"type":"log","level":"info","message":"ready"}'
            while true; do sleep 0.05; done
            """
        _ = try await run(settings(script), coordinator) { await coordinator.wait { !$0.events.isEmpty } }
        let state = coordinator.now
        #expect(state.released == [id(1)])
        #expect(state.finished.isEmpty)
        #expect(artifacts(in: state.events[id(1)]).map(\.step) == [9])
    }

    @Test("a job that its budget cannot pay any longer has its checkpoint stored and is given back; the next one runs")
    func unpaid() async throws {
        let coordinator = FakeCoordinator([try .forTest(job: 1), try .forTest(job: 2)], leaseSeconds: 0.3)
        let script = """
            case "$line" in *'"job":2'*) echo '\(Self.result)'; exit 0;; esac
            trap 'echo end > last.ckpt; echo '"'"'\(Self.event("last.ckpt", step: 9))'"'"'; exit 75' TERM
            echo '{"type":"log","level":"info","message":"ready"}'
            while true; do sleep 0.05; done
            """
        _ = try await run(settings(script), coordinator) {
            await coordinator.wait { !$0.events.isEmpty }
            coordinator.change { $0.unpaid = [self.id(1)] }
            await coordinator.wait { !$0.finished.isEmpty }
        }
        let state = coordinator.now
        #expect(state.released == [id(1)])
        #expect(state.finished[id(2)]?.outcome == .done)
        #expect(artifacts(in: state.events[id(1)]).map(\.step) == [9])
    }

    // A heartbeat is due after 10 s only.
    @Test("a run that the answer to its report stops saves its work and is given back before any heartbeat")
    func stoppedByReport() async throws {
        let coordinator = FakeCoordinator([try .forTest(job: 1)], leaseSeconds: 30)
        coordinator.change { $0.stopped = [self.id(1)] }
        let script = """
            trap 'echo end > last.ckpt; echo '"'"'\(Self.event("last.ckpt", step: 9))'"'"'; exit 75' TERM
            echo '{"type":"metric","metric":{"key":"validation_accuracy","value":0.1,"step":9,"timestamp_ms":1}}'
            while true; do sleep 0.05; done
            """
        _ = try await run(settings(script), coordinator) { await coordinator.wait { !$0.released.isEmpty } }
        let state = coordinator.now
        #expect(state.beats == 0)
        #expect(state.released == [id(1)])
        #expect(artifacts(in: state.events[id(1)]).map(\.step) == [9])
    }

    @Test("a runner that somebody else stopped is given back when it stored a checkpoint, and has failed otherwise")
    func stoppedByOthers() async throws {
        let coordinator = FakeCoordinator(try (1...3).map { try .forTest(job: $0) })
        let script = """
            case "$line" in *'"job":1'*) echo s > s.ckpt;; esac
            case "$line" in *'"job":2'*) ;; *) echo '\(Self.event("s.ckpt"))';; esac
            exit 75
            """
        _ = try await run(settings(script), coordinator) { await coordinator.wait { $0.finished.count == 2 } }
        #expect(coordinator.now.released == [id(1)])
        #expect(coordinator.now.finished[id(2)]?.failure?.code == .crashed)
        // It named a checkpoint that is not there.
        #expect(coordinator.now.finished[id(3)]?.failure?.message.hasSuffix("there is no file at s.ckpt") == true)
    }
}
