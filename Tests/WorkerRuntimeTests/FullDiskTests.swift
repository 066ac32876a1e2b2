import Foundation
import HTTPTesting
import Testing
import Vocabulary
import Wire

@testable import WorkerRuntime

/// A coordinator that has no room for files; see `AgentTests` for the helpers.
extension AgentTests {
    private static func event(_ number: Int) -> String {
        """
        {"type":"artifact","artifact":{"name":"c/\(number).ckpt","kind":"checkpoint","step":\(number),\
        "path":"\(number).ckpt"}}
        """
    }

    private static func metric(_ step: Int) -> String {
        """
        {"type":"metric","metric":{"key":"loss","value":1,"step":\(step),"timestamp_ms":1}}
        """
    }

    @Test(
        "a checkpoint that there is no room for is given up with a warning, numbers go on, and the next one is stored")
    func noRoomForCheckpoint() async throws {
        let coordinator = FakeCoordinator([try .forTest(job: 1)])
        coordinator.change { $0.isFull = true }
        let room = folder.path + "/room"
        // It goes on only when the agent has deleted the file that was not stored.
        let script = """
            echo one > 1.ckpt; echo '\(Self.event(1))'; echo '\(Self.metric(1))'
            while [ ! -e \(room) ] || [ -e 1.ckpt ]; do sleep 0.05; done
            echo two > 2.ckpt; echo '\(Self.event(2))'; echo '\(Self.result)'
            """
        _ = try await run(settings(script), coordinator) {
            await coordinator.wait { state in
                state.events[self.id(1)]?.contains { if case .metric = $0 { true } else { false } } ?? false
            }
            coordinator.change { $0.isFull = false }
            try Data().write(to: URL(filePath: room))
            await coordinator.wait { !$0.finished.isEmpty }
        }
        let state = coordinator.now
        #expect(state.filesRefused == 1)
        #expect(state.finished[id(1)]?.outcome == .done)
        let events = try #require(state.events[id(1)])
        #expect(
            events.first
                == .log(
                    level: .warning,
                    message: "c/1.ckpt is not stored, going on without it: the disk is full (insufficient_storage, 507)"
                ))
        let stored = events.compactMap { if case .artifact(let artifact) = $0 { artifact.step } else { nil } }
        #expect(stored == [2])
    }

    @Test("a result whose model there is no room for waits until there is")
    func noRoomForResult() async throws {
        let coordinator = FakeCoordinator([try .forTest(job: 1)])
        coordinator.change { $0.isFull = true }
        let line =
            #"{\"type\":\"result\",\"result\":{\"metrics\":[],\"samples\":[],\"tags\":{},\"facts\":{},\"absent\":{},"#
            + #"\"artifacts\":[{\"name\":\"model.onnx\",\"kind\":\"model\",\"path\":\"$PWD/m.onnx\"}]}}"#
        _ = try await run(settings("echo model > m.onnx; echo \"\(line)\""), coordinator) {
            await coordinator.wait { $0.filesRefused == 2 }
            #expect(coordinator.now.finished.isEmpty)
            coordinator.change { $0.isFull = false }
            await coordinator.wait { !$0.finished.isEmpty }
        }
        #expect(coordinator.now.finished[id(1)]?.result?.artifacts.first?.byteCount == 6)
    }
}
