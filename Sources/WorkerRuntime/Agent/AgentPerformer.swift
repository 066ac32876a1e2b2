import Client
import HTTPClient
import Synchronization
import Vocabulary
import Wire

/// Performs an agent's actions and tells the mailbox what came of them.
final class AgentPerformer: Sendable {
    private struct State {
        var executions: [AttemptID: AttemptExecution] = [:]
        /// Ends the claim on its way.
        var abandon: AsyncStream<Void>.Continuation?
        /// Whether claims are given up for good; one whose task has not begun yet has nothing to end, and must find out by itself.
        var isClaimingOver = false
    }

    private let surroundings: AttemptExecution.Surroundings
    private let post: AsyncStream<AgentMachine.Input>.Continuation
    private let state = Mutex(State())

    private var connection: any CoordinatorConnection { surroundings.connection }

    init(_ surroundings: AttemptExecution.Surroundings, _ post: AsyncStream<AgentMachine.Input>.Continuation) {
        self.surroundings = surroundings
        self.post = post
    }

    func prepare(_ lease: Lease) -> AttemptExecution {
        let execution = AttemptExecution(lease, surroundings)
        state.withLock { $0.executions[lease.attempt] = execution }
        return execution
    }

    func execute(_ id: AttemptID, _ execution: AttemptExecution) async {
        let end = await execution.run { [post] word in
            switch word {
            case .stale: post.yield(.stale(id))
            case .recalled(let reason): post.yield(.recalled(id, reason))
            }
        }
        state.withLock { $0.executions[id] = nil }
        post.yield(.runnerEnded(id, end))
    }

    func stop(_ id: AttemptID, _ reason: StopReason) { state.withLock { $0.executions[id] }?.stop(reason) }

    func killAll() {
        for execution in state.withLock({ Array($0.executions.values) }) { execution.stop(.lost) }
    }

    /// Ends the claim on its way, and every one whose task begins after this.
    func abandonClaim() {
        let abandon = state.withLock { state in
            state.isClaimingOver = true
            return state.abandon
        }
        abandon?.finish()
    }

    func perform(_ action: AgentMachine.Action) async {
        do throws(ClientError) {
            try await attempt(action)
        } catch {
            guard !Task.isCancelled else { return }
            if let input = Self.failure(of: action, error) { post.yield(input) }
        }
    }

    private func attempt(_ action: AgentMachine.Action) async throws(ClientError) {
        switch action {
        case .register(let tries):
            await back(off: tries)
            post.yield(.registered(try await connection.register(surroundings.settings.introduction)))
        case .claim(let worker, let count, let tries):
            post.yield(.claimed(try await claim(worker, count, tries).leases))
        case .scheduleBeat(let seconds, let tries, let series):
            await pause(tries == 0 ? .seconds(seconds) : min(.seconds(seconds), delay(tries)))
            post.yield(.beatDue(series: series))
        case .beat(let worker, let ids):
            let beats = ids.map { id in
                HeartbeatBody.Beat(attempt: id, progress: state.withLock { $0.executions[id] }?.progress)
            }
            let answer = try await connection.heartbeat(HeartbeatBody(worker: worker, attempts: beats))
            post.yield(.beaten(sent: ids, answer))
        case .finish(let id, let body, let tries):
            await back(off: tries)
            _ = try await connection.finish(id, body)
            post.yield(.finished(id))
        case .release(let id, let tries):
            await back(off: tries)
            try await connection.release(id)
            post.yield(.released(id))
        case .abandonClaim, .start, .stop, .end, .warn: break
        }
    }

    private static func failure(of action: AgentMachine.Action, _ error: ClientError) -> AgentMachine.Input? {
        switch action {
        case .register: .registrationFailed(error)
        case .claim: .claimFailed(error)
        case .beat: .beatFailed(error)
        case .finish(let id, _, _): .finishFailed(id, error)
        case .release(let id, _): .releaseFailed(id, error)
        case .scheduleBeat, .abandonClaim, .start, .stop, .end, .warn: nil
        }
    }

    /// A claim that can be given up: whichever ends first, the answer or ``abandonClaim()``, ends the other.
    private func claim(_ worker: WorkerID, _ count: Int, _ tries: Int) async throws(ClientError) -> ClaimAnswer {
        let (abandoned, abandon) = AsyncStream.makeStream(of: Void.self)
        let isOver = state.withLock { state in
            state.abandon = abandon
            return state.isClaimingOver
        }
        guard !isOver else { throw .cancelled }
        let body = ClaimBody(worker: worker, count: count, waitSeconds: surroundings.settings.claimSeconds)
        let connection = connection
        let pauseBefore = tries == 0 ? Duration.zero : delay(tries)
        let result: Result<ClaimAnswer, ClientError> = await withTaskGroup(
            of: Result<ClaimAnswer, ClientError>.self
        ) { group in
            group.addTask {
                if pauseBefore > .zero { await pause(pauseBefore) }
                guard !Task.isCancelled else { return .failure(.cancelled) }
                do throws(ClientError) {
                    return .success(try await connection.claim(body))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                for await _ in abandoned {}
                return .failure(.cancelled)
            }
            let first = await group.next() ?? .failure(.cancelled)
            group.cancelAll()
            // An answer that came at the last moment has leases that must be given back.
            for await other in group {
                if case .success = other { return other }
            }
            return first
        }
        return try result.get()
    }

    private func delay(_ tries: Int) -> Duration {
        var generator = SystemRandomNumberGenerator()
        return AgentPolicy.retries.delay(after: tries, using: &generator)
    }

    private func back(off tries: Int) async {
        if tries > 0 { await pause(delay(tries)) }
    }
}
