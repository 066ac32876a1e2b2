import Client
import FoundationEssentials
import HTTPClient
import Logging
import Synchronization
import Vocabulary
import Wire

/// One attempt on this machine: folders, files, runner, events.
final class AttemptExecution: Sendable {
    /// What attempts of one agent share.
    struct Surroundings: Sendable {
        let settings: AgentSettings
        let connection: any CoordinatorConnection
        let folders: WorkFolders
        let environment: RunnerEnvironment
        let logger: Logger
    }

    /// What the coordinator says about the attempt.
    enum Word: Sendable, Hashable {
        /// It is not ours any more.
        case stale
        /// It is to be given back.
        case recalled(RecallReason)
    }

    private struct State {
        var session: RunnerSession?
        var stop: StopReason?
        var stoppedAt: ContinuousClock.Instant?
        /// Why the attempt fails whatever the runner says.
        var refusal: AttemptFailure?
    }

    private let lease: Lease
    /// When the lease came: its money is spent from here, also while files are fetched.
    private let begun = ContinuousClock.now
    private let surroundings: Surroundings
    private let state = Mutex(State())

    /// How long after the agent was told to stop files may still be stored: the runner has 3 s for a last checkpoint, the agent
    /// ``Agent/stoppingSeconds`` for everything.
    static let lastUploads = Duration.seconds(6)

    init(_ lease: Lease, _ surroundings: Surroundings) {
        self.lease = lease
        self.surroundings = surroundings
    }

    /// Wants it to end.
    func stop(_ reason: StopReason) {
        let session = state.withLock { state in
            if state.stop == nil || reason == .lost { state.stop = reason }
            if state.stoppedAt == nil { state.stoppedAt = .now }
            return state.session
        }
        session?.stop(reason)
    }

    /// The share done that the runner last told.
    var progress: Double? { state.withLock { $0.session }?.progress }

    private var isWanted: Bool { state.withLock { $0.stop == nil } }

    /// Whether files may still be stored: a job that is given back goes on from its last checkpoint.
    private var mayStore: Bool {
        state.withLock { state in
            guard let stop = state.stop else { return true }
            return stop == .released && .now - (state.stoppedAt ?? .now) < Self.lastUploads
        }
    }

    /// Runs it to its end. Its events are stored by then, unless the lease is lost.
    ///
    /// - Parameter told: Called with what the coordinator says about the attempt when it takes events, or does not.
    func run(told: @escaping @Sendable (Word) -> Void) async -> RunnerEnd {
        let end: RunnerEnd
        do throws(AttemptFailure) {
            let scratch = try makeScratch()
            let session = try await begin(scratch)
            end = await conduct(
                session,
                ArtifactUpload(
                    scratch: scratch, connection: surroundings.connection, logger: surroundings.logger), told)
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

    private func makeScratch() throws(AttemptFailure) -> String {
        do {
            return try surroundings.folders.makeScratch(for: lease.attempt)
        } catch {
            throw AttemptFailure(code: .agent, message: "the attempt could not be prepared: \(error)")
        }
    }

    private func begin(_ scratch: String) async throws(AttemptFailure) -> RunnerSession {
        let settings = surroundings.settings
        guard let runner = RunnerCatalogue.choose(settings.runners, for: lease.configuration) else {
            throw AttemptFailure(
                code: .agent, message: "worker \(settings.name) has no runner for \(lease.configuration.title)")
        }
        let files = try await AttemptFiles.fetch(
            for: lease, scratch: scratch, folders: surroundings.folders, connection: surroundings.connection
        ) { self.isWanted }
        let session: RunnerSession
        do {
            session = try RunnerSession.start(try plan(runner, files, scratch))
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

    private func plan(_ runner: InstalledRunner, _ files: AttemptFiles, _ scratch: String) throws -> RunnerSession.Plan
    {
        let settings = surroundings.settings
        let memoryMiB = lease.memoryMiB ?? settings.memoryMiB
        let used = begun.duration(to: .now) / .seconds(1)
        let request = RunnerRequest(
            attempt: lease.attempt, configuration: lease.configuration, scratchPath: scratch,
            cachePath: surroundings.folders.cachePath, modelPath: files.modelPath, memoryMiB: memoryMiB,
            usableProcessors: settings.processorsForRunner, filePaths: files.paths, checkpoint: files.checkpoint,
            costLimit: lease.costLimit.map { CostLimit(seconds: max(0, $0.seconds - used), reason: $0.reason) })
        let threads = lease.configuration.threads ?? settings.processorsForRunner
        let child = ChildPlan(
            path: runner.path, arguments: ["run"],
            environment: surroundings.environment.variables(threads: threads, home: scratch), folder: scratch)
        return RunnerSession.Plan(
            child: child, request: try WireCoding.encoder().encode(request),
            limits: RunnerWatch.Limits(memoryMiB: memoryMiB, time: .seconds(lease.timeLimitSeconds)))
    }

    private func conduct(
        _ session: RunnerSession, _ uploads: ArtifactUpload, _ told: @escaping @Sendable (Word) -> Void
    ) async -> RunnerEnd {
        let end = await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.sendEvents(of: session, uploads, told) }
            let end = await session.end()
            if end == .stopped(.lost) { group.cancelAll() }
            await group.waitForAll()
            return end
        }
        let (refusal, stop) = state.withLock { ($0.refusal, $0.stop) }
        // Also when the runner says that its work is saved: it is not.
        if let refusal, stop == nil { return .finished(FinishBody(failure: refusal)) }
        guard case .finished(let body) = end else { return end }
        if let refusal { return .finished(FinishBody(failure: refusal)) }
        guard let result = body.result else { return end }
        do throws(ArtifactUpload.Obstacle) {
            return .finished(FinishBody(result: try await uploads.stored(result) { self.mayStore }))
        } catch {
            if case .refused(let failure) = error { return .finished(FinishBody(failure: failure)) }
            return .stopped(state.withLock { $0.stop } ?? .released)
        }
    }

    private func sendEvents(
        of session: RunnerSession, _ uploads: ArtifactUpload, _ told: @escaping @Sendable (Word) -> Void
    ) async {
        for await _ in session.batchesDue {
            guard await sendWaiting(session, uploads, told) else { return }
        }
        _ = await sendWaiting(session, uploads, told)
    }

    /// - Returns: Whether there is sense in sending more.
    private func sendWaiting(
        _ session: RunnerSession, _ uploads: ArtifactUpload, _ told: @Sendable (Word) -> Void
    ) async -> Bool {
        while let batch = session.nextBatch() {
            let events: [RunnerEvent]
            do throws(ArtifactUpload.Obstacle) {
                events = try await uploads.stored(batch.events) { self.mayStore }
            } catch {
                if case .refused(let failure) = error {
                    state.withLock { $0.refusal = $0.refusal ?? failure }
                    session.fail(failure)
                }
                return false
            }
            guard await send(EventsBody(firstSequence: batch.firstSequence, events: events), told) else {
                return false
            }
            session.acknowledge()
        }
        return true
    }

    /// Sends a batch until it is stored or there is no hope for it.
    ///
    /// - Returns: Whether there is sense in sending more.
    private func send(_ batch: EventsBody, _ told: @Sendable (Word) -> Void) async -> Bool {
        var generator = SystemRandomNumberGenerator()
        var tries = 0
        while true {
            do throws(ClientError) {
                let answer = try await surroundings.connection.write(batch, for: lease.attempt)
                if answer.release { told(.recalled(answer.recall ?? .unpaid)) }
                return true
            } catch .notUnderstood {
                return true  // they were accepted; only the answer is strange
            } catch .refused(_, let detail) where detail.code == .staleAttempt || detail.code == .notFound {
                told(.stale)
                return false
            } catch .refused(let status, let detail) where status == 400 || status == 413 {
                surroundings.logger.warning("events of job \(lease.attempt.job) were refused: \(detail.message)")
                return true
            } catch {
                // An attempt that is stopped must not be held up by its log; its last checkpoint is worth a while.
                let isHeldUp = !isWanted && !(batch.hasArtifact && mayStore)
                if Task.isCancelled || isHeldUp { return false }
                tries += 1
                if tries == 1 {
                    surroundings.logger.warning(
                        "events of job \(lease.attempt.job) wait, the job goes on: \(error); trying again")
                }
                if error.isDefectOfCoordinator, tries >= AgentPolicy.triesAgainstDefects {
                    surroundings.logger.warning("events of job \(lease.attempt.job) cannot be stored: \(error)")
                    return true
                }
                await pause(AgentPolicy.retries.delay(after: tries, using: &generator))
                if Task.isCancelled { return false }
            }
        }
    }
}

extension EventsBody {
    /// Whether it names a file.
    var hasArtifact: Bool { events.contains { if case .artifact = $0 { true } else { false } } }
}
