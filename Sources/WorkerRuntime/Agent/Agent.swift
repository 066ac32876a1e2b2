import Client
public import Logging
import Synchronization
import Vocabulary
import Wire

/// A worker: registers, claims jobs, executes each in a runner's process and reports.
///
/// It decides by ``AgentMachine`` and performs the actions as child tasks of one group; what comes of them goes back through one mailbox,
/// so that decisions are taken one after another.
public struct Agent: Sendable {
    private let settings: AgentSettings
    private let connection: any CoordinatorConnection
    private let environment: RunnerEnvironment
    private let logger: Logger

    /// How long a stopping agent takes at most, in seconds; the promise to its owner is ten.
    static let stoppingSeconds = 8.5

    /// An agent.
    ///
    /// - Parameter connection: To the coordinator; it should not repeat by itself, because the agent does.
    public init(
        settings: AgentSettings, connection: any CoordinatorConnection, environment: RunnerEnvironment, logger: Logger
    ) {
        self.settings = settings
        self.connection = connection
        self.environment = environment
        self.logger = logger
    }

    /// Works until the first element of `stopping`, then gives back what runs.
    ///
    /// - Throws: An error of the file system when its folders cannot be made.
    public func run(stopping: AsyncStream<Void>) async throws -> AgentEnd {
        let folders = try WorkFolders(dataPath: settings.dataPath)
        let surroundings = AttemptExecution.Surroundings(
            settings: settings, connection: connection, folders: folders, environment: environment, logger: logger)
        let (mailbox, post) = AsyncStream.makeStream(of: AgentMachine.Input.self)
        let performer = AgentPerformer(surroundings, post)
        let end = await withDiscardingTaskGroup(returning: AgentEnd.self) { group in
            group.addTask {
                for await _ in stopping { break }
                guard !Task.isCancelled else { return }
                post.yield(.stopRequested)
                await pause(.seconds(Self.stoppingSeconds))
                post.yield(.deadline)
            }
            let end = await work(mailbox, performer, &group)
            group.cancelAll()
            performer.killAll()
            return end
        }
        do {
            try folders.removeAll()
        } catch {
            logger.warning("a scratch folder stays: \(error)")
        }
        return end
    }

    private func work(
        _ mailbox: AsyncStream<AgentMachine.Input>, _ performer: AgentPerformer, _ group: inout DiscardingTaskGroup
    ) async -> AgentEnd {
        var machine = AgentMachine(slots: settings.slots)
        if let end = perform(machine.begin(), performer, &group) { return end }
        for await input in mailbox {
            note(input)
            if let end = perform(machine.handle(input), performer, &group) { return end }
        }
        return .stopped  // the task itself was cancelled
    }

    private func perform(
        _ actions: [AgentMachine.Action], _ performer: AgentPerformer, _ group: inout DiscardingTaskGroup
    ) -> AgentEnd? {
        for action in actions {
            switch action {
            case .end(let end): return end
            case .warn(let message): logger.warning("\(message)")
            case .abandonClaim: performer.abandonClaim()
            case .stop(let id, let reason): performer.stop(id, reason)
            case .start(let lease):
                logger.info("job \(lease.attempt.job), attempt \(lease.attempt.number): \(lease.configuration.title)")
                let execution = performer.prepare(lease)
                group.addTask { await performer.execute(lease.attempt, execution) }
            case .register, .claim, .scheduleBeat, .beat, .finish, .release:
                group.addTask { await performer.perform(action) }
            }
        }
        return nil
    }

    private func note(_ input: AgentMachine.Input) {
        switch input {
        case .registered(let worker): logger.info("registered as worker \(worker.id), \(worker.name)")
        case .runnerEnded(let id, .finished(let body)):
            let reason = body.failure.map { ": \($0.code.rawValue): \($0.message)" } ?? ""
            logger.info("job \(id.job), attempt \(id.number): \(body.outcome.rawValue)\(reason)")
        case .stopRequested: logger.info("stopping: running jobs are given back")
        default: break
        }
    }
}
