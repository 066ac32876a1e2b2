import Client
import FoundationEssentials
import HTTPClient
import Logging
import Synchronization
import Vocabulary
import Wire

/// One attempt on this machine: folders, model, runner, events.
final class AttemptExecution: Sendable {
    /// What attempts of one agent share.
    struct Surroundings: Sendable {
        let settings: AgentSettings
        let connection: any CoordinatorConnection
        let folders: WorkFolders
        let environment: RunnerEnvironment
        let logger: Logger
    }

    private struct State {
        var session: RunnerSession?
        var stop: StopReason?
    }

    private let lease: Lease
    private let surroundings: Surroundings
    private let state = Mutex(State())

    init(_ lease: Lease, _ surroundings: Surroundings) {
        self.lease = lease
        self.surroundings = surroundings
    }

    /// Wants it to end.
    func stop(_ reason: StopReason) {
        let session = state.withLock { state in
            if state.stop == nil || reason == .lost { state.stop = reason }
            return state.session
        }
        session?.stop(reason)
    }

    /// The share done that the runner last told.
    var progress: Double? { state.withLock { $0.session }?.progress }

    private var isWanted: Bool { state.withLock { $0.stop == nil } }

    /// Runs it to its end. Its events are stored by then, unless the lease is lost.
    ///
    /// - Parameter stale: Called when the coordinator refuses events as stale.
    func run(stale: @escaping @Sendable () -> Void) async -> RunnerEnd {
        let end: RunnerEnd
        do throws(AttemptFailure) {
            let session = try await begin()
            end = await conduct(session, stale)
        } catch {
            end = state.withLock { $0.stop }.map { .stopped($0) } ?? .finished(FinishBody(failure: error))
        }
        do {
            try surroundings.folders.removeScratch(for: lease.attempt)
        } catch {
            surroundings.logger.warning("a scratch folder stays: \(error)")
        }
        return end
    }

    private func begin() async throws(AttemptFailure) -> RunnerSession {
        let settings = surroundings.settings
        guard let runner = RunnerCatalogue.choose(settings.runners, for: lease.configuration) else {
            throw AttemptFailure(
                code: .agent, message: "worker \(settings.name) has no runner for \(lease.configuration.title)")
        }
        var modelPath: String?
        if case .onnx(let sha256)? = lease.configuration.model {
            let cache = ModelCache(folder: surroundings.folders.modelsPath, connection: surroundings.connection)
            modelPath = try await cache.path(of: sha256) { self.isWanted }
        }
        let session: RunnerSession
        do {
            session = try RunnerSession.start(try plan(runner, modelPath))
        } catch {
            throw AttemptFailure(code: .agent, message: "the attempt could not be prepared: \(error)")
        }
        let stop = state.withLock { state in
            state.session = session
            return state.stop
        }
        if let stop { session.stop(stop) }
        return session
    }

    private func plan(_ runner: InstalledRunner, _ modelPath: String?) throws -> RunnerSession.Plan {
        let settings = surroundings.settings
        let scratch = try surroundings.folders.makeScratch(for: lease.attempt)
        let memoryMiB = lease.memoryMiB ?? settings.memoryMiB
        let request = RunnerRequest(
            attempt: lease.attempt, configuration: lease.configuration, scratchPath: scratch,
            cachePath: surroundings.folders.cachePath, modelPath: modelPath, memoryMiB: memoryMiB,
            usableProcessors: settings.processorsForRunner)
        let threads = lease.configuration.threads ?? settings.processorsForRunner
        let child = ChildPlan(
            path: runner.path, arguments: ["run"],
            environment: surroundings.environment.variables(threads: threads, home: scratch), folder: scratch)
        return RunnerSession.Plan(
            child: child, request: try WireCoding.encoder().encode(request),
            limits: RunnerWatch.Limits(memoryMiB: memoryMiB, time: .seconds(lease.timeLimitSeconds)))
    }

    private func conduct(_ session: RunnerSession, _ stale: @escaping @Sendable () -> Void) async -> RunnerEnd {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.sendEvents(of: session, stale) }
            let end = await session.end()
            if end == .stopped(.lost) { group.cancelAll() }
            await group.waitForAll()
            return end
        }
    }

    private func sendEvents(of session: RunnerSession, _ stale: @escaping @Sendable () -> Void) async {
        for await _ in session.batchesDue {
            guard await sendWaiting(session, stale) else { return }
        }
        _ = await sendWaiting(session, stale)
    }

    /// - Returns: Whether there is sense in sending more.
    private func sendWaiting(_ session: RunnerSession, _ stale: @Sendable () -> Void) async -> Bool {
        var generator = SystemRandomNumberGenerator()
        var tries = 0
        while let batch = session.nextBatch() {
            do throws(ClientError) {
                try await surroundings.connection.write(batch, for: lease.attempt)
                session.acknowledge()
                tries = 0
            } catch .refused(_, let detail) where detail.code == .staleAttempt || detail.code == .notFound {
                stale()
                return false
            } catch .refused(let status, let detail) where status == 400 || status == 413 {
                surroundings.logger.warning("events of job \(lease.attempt.job) were refused: \(detail.message)")
                session.acknowledge()
            } catch {
                // An attempt that is stopped, for whatever reason, must not be held up by its log.
                if Task.isCancelled || state.withLock({ $0.stop != nil }) { return false }
                tries += 1
                if error.isDefectOfCoordinator, tries >= AgentPolicy.triesAgainstDefects {
                    surroundings.logger.warning("events of job \(lease.attempt.job) cannot be stored: \(error)")
                    session.acknowledge()
                    tries = 0
                    continue
                }
                await pause(AgentPolicy.retries.delay(after: tries, using: &generator))
                if Task.isCancelled { return false }
            }
        }
        return true
    }
}
