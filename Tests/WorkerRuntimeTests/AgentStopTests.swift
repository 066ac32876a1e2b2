import Client
import Foundation
import HTTPTesting
import Logging
import Testing
import Vocabulary
import Wire

@testable import WorkerRuntime

/// How an agent stops; see `AgentTests` for the helpers.
extension AgentTests {
    @Test("a stopping agent gives its job back and is gone within ten seconds, even with a runner that will not stop")
    func stop() async throws {
        let coordinator = FakeCoordinator([try .forTest(job: 1)])
        var begin = ContinuousClock.now
        let end = try await run(
            settings(
                "trap '' TERM; echo '{\"type\":\"progress\",\"fraction\":0.5,\"stage\":\"s\"}'; while true; do sleep 1; done"
            ),
            coordinator
        ) {
            await coordinator.wait { $0.events[self.id(1)] != nil }
            begin = .now
        }
        #expect(end == .stopped)
        #expect(ContinuousClock.now - begin < .seconds(10))
        #expect(coordinator.now.released == [id(1)])
        #expect(coordinator.now.finished.isEmpty)
    }

    @Test("an idle agent stops at once")
    func stopIdle() async throws {
        let coordinator = FakeCoordinator()
        var begin = ContinuousClock.now
        _ = try await run(settings("exit 1"), coordinator) {
            await coordinator.wait { !$0.registrations.isEmpty }
            begin = .now
        }
        #expect(ContinuousClock.now - begin < .seconds(2))
    }

    /// The stop may come between the decision to claim and the first step of the claim's task: there is no claim to end yet.
    @Test("a claim whose task begins after the stop asks for nothing and ends at once", .timeLimit(.minutes(1)))
    func claimAfterStop() async throws {
        let coordinator = FakeCoordinator([try .forTest(job: 1)])
        let settings = try settings("exit 1")
        let (mailbox, post) = AsyncStream.makeStream(of: AgentMachine.Input.self)
        let performer = AgentPerformer(
            AttemptExecution.Surroundings(
                settings: settings, connection: coordinator, folders: try WorkFolders(dataPath: settings.dataPath),
                environment: RunnerEnvironment(from: [:]),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }),
            post)
        performer.abandonClaim()
        await performer.perform(.claim(WorkerID(1), count: 1, tries: 0))
        post.finish()
        var inputs = mailbox.makeAsyncIterator()
        guard case .claimFailed(.cancelled)? = await inputs.next() else {
            Issue.record("the machine must hear that its claim ended")
            return
        }
        #expect(coordinator.now.held.isEmpty)
    }
}
