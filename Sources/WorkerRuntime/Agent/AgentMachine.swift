public import Client
import Vocabulary
import Wire

/// Decides what an agent does: when it registers, claims, extends, starts, stops, finishes and gives back.
///
/// A pure value: what happened goes in, actions come out, so that every interleaving is a synchronous test. No clock and no chance: an
/// action carries how often it was tried, and whoever performs it waits accordingly.
///
/// Longer than 300 lines because its state is private to this file: every transition stands here and nowhere else.
struct AgentMachine {
    /// What happened.
    enum Input: Sendable {
        case registered(Worker)
        case registrationFailed(ClientError)
        case claimed([Lease])
        case claimFailed(ClientError)
        case beatDue(series: Int)
        case beaten(sent: [AttemptID], HeartbeatAnswer)
        case beatFailed(ClientError)
        case runnerEnded(AttemptID, RunnerEnd)
        /// The coordinator refused events of the attempt as stale.
        case stale(AttemptID)
        /// The coordinator took events of the attempt and wants it back.
        case recalled(AttemptID, RecallReason)
        case finished(AttemptID)
        case finishFailed(AttemptID, ClientError)
        case released(AttemptID)
        case releaseFailed(AttemptID, ClientError)
        /// The agent should stop: give back what runs, finish what has ended.
        case stopRequested
        /// The time for that is over.
        case deadline
    }

    /// What is to be done.
    enum Action: Sendable, Hashable {
        case register(tries: Int)
        case claim(WorkerID, count: Int, tries: Int)
        /// Ends the claim on its way: nothing more is wanted.
        case abandonClaim
        case scheduleBeat(afterSeconds: Double, tries: Int, series: Int)
        case beat(WorkerID, [AttemptID])
        case start(Lease)
        case stop(AttemptID, StopReason)
        case finish(AttemptID, FinishBody, tries: Int)
        case release(AttemptID, tries: Int)
        case end(AgentEnd)
        /// Something that the agent's owner should read.
        case warn(String)
    }

    private enum Standing {
        case registering
        case registered(WorkerID)
    }

    private enum Phase {
        case running
        case stopping(StopReason)
        case finishing(FinishBody, tries: Int, replaced: Bool)
        case releasing(tries: Int)

        var hasRunner: Bool {
            switch self {
            case .running, .stopping: true
            case .finishing, .releasing: false
            }
        }
    }

    private let slots: Int
    private var standing = Standing.registering
    private var wasRegistered = false
    private var attempts: [AttemptID: Phase] = [:]
    private var registrationTries = 0
    private var claimTries = 0
    private var isClaiming = false
    private var beatTries = 0
    /// Seconds until the beat that is scheduled, as it was scheduled; `nil` while one is on its way or none is wanted.
    private var scheduledSeconds: Double?
    private var isBeating = false
    /// Only the latest schedule counts.
    private var series = 0
    private var isStopping = false
    private var hasEnded = false
    /// What a lease lasts; the coordinator's word replaces it.
    private(set) var leaseSeconds = 30.0

    /// - Parameter slots: Runners at once.
    init(slots: Int) { self.slots = slots }

    /// What to do first.
    func begin() -> [Action] { [.register(tries: 0)] }

    /// What to do about something that happened.
    mutating func handle(_ input: Input) -> [Action] {
        guard !hasEnded else { return [] }
        switch input {
        case .registered(let worker): return registered(worker)
        case .registrationFailed(let error): return registrationFailed(error)
        case .claimed(let leases): return claimed(leases)
        case .claimFailed(let error): return claimFailed(error)
        case .beatDue(let series): return beatDue(series)
        case .beaten(let sent, let answer): return beaten(sent, answer)
        case .beatFailed(let error): return beatFailed(error)
        case .runnerEnded(let id, let end): return runnerEnded(id, end)
        case .stale(let id): return lost(id)
        case .recalled(let id, let reason): return recalled(id, reason)
        case .finished(let id), .released(let id): return forget(id)
        case .finishFailed(let id, let error): return finishFailed(id, error)
        case .releaseFailed(let id, let error): return releaseFailed(id, error)
        case .stopRequested: return stopRequested()
        case .deadline: return end(.stopped)
        }
    }

    // MARK: Registration

    private mutating func registered(_ worker: Worker) -> [Action] {
        standing = .registered(worker.id)
        wasRegistered = true
        registrationTries = 0
        claimTries = 0
        return (scheduledSeconds == nil ? beatLater(tries: 0) : []) + fill()
    }

    private mutating func registrationFailed(_ error: ClientError) -> [Action] {
        registrationTries += 1
        // Before the first registration a refusal is for the agent's owner to mend; afterwards it may be passing.
        guard error.mayPassWhenRetried || wasRegistered else { return end(.refused(error)) }
        let warning = registrationTries == 1 ? [Action.warn("registration: \(error); trying again")] : []
        return warning + [.register(tries: registrationTries)]
    }

    private mutating func registerAgain() -> [Action] {
        guard case .registered = standing else { return [] }
        standing = .registering
        return [.warn("the coordinator does not know this worker any more: registering again"), .register(tries: 0)]
    }

    // MARK: Claims

    /// Asks for as many leases as runners are missing.
    private mutating func fill() -> [Action] {
        guard case .registered(let worker) = standing, !isClaiming, !isStopping else { return [] }
        let free = slots - attempts.values.count { $0.hasRunner }
        guard free > 0 else { return [] }
        isClaiming = true
        return [.claim(worker, count: min(free, 64), tries: claimTries)]
    }

    private mutating func claimed(_ leases: [Lease]) -> [Action] {
        isClaiming = false
        claimTries = 0
        var actions: [Action] = []
        for lease in leases {
            leaseSeconds = lease.leaseSeconds
            if isStopping {
                attempts[lease.attempt] = .releasing(tries: 0)
                actions.append(.release(lease.attempt, tries: 0))
            } else {
                attempts[lease.attempt] = .running
                actions.append(.start(lease))
            }
        }
        // Leases may be shorter than was thought when the next beat was scheduled.
        if let scheduledSeconds, scheduledSeconds > leaseSeconds / 3 { actions += beatLater(tries: 0) }
        return actions + fill()
    }

    private mutating func claimFailed(_ error: ClientError) -> [Action] {
        isClaiming = false
        guard !isStopping else { return endIfIdle() }
        if error.code == .notFound { return registerAgain() }
        claimTries += 1
        let warning = claimTries == 1 ? [Action.warn("claim: \(error); trying again")] : []
        return warning + fill()
    }

    // MARK: Heartbeats

    private mutating func beatLater(tries: Int) -> [Action] {
        guard !isBeating else { return [] }
        series += 1
        scheduledSeconds = leaseSeconds / 3
        return [.scheduleBeat(afterSeconds: leaseSeconds / 3, tries: tries, series: series)]
    }

    private mutating func beatDue(_ due: Int) -> [Action] {
        guard due == series, !isBeating else { return [] }
        scheduledSeconds = nil
        guard case .registered(let worker) = standing else { return [] }  // registering schedules anew
        isBeating = true
        return [.beat(worker, attempts.keys.sorted { ($0.job, $0.number) < ($1.job, $1.number) })]
    }

    private mutating func beaten(_ sent: [AttemptID], _ answer: HeartbeatAnswer) -> [Action] {
        isBeating = false
        beatTries = 0
        if answer.leaseSeconds > 0 { leaseSeconds = answer.leaseSeconds }
        let extended = Dictionary(answer.attempts.map { ($0.attempt, $0) }, uniquingKeysWith: { $0.cancel ? $0 : $1 })
        var actions: [Action] = []
        for id in sent {
            guard let answered = extended[id] else {
                actions += lost(id)
                continue
            }
            guard case .running? = attempts[id] else { continue }
            if answered.cancel {
                attempts[id] = .stopping(.cancelled)
                actions.append(.stop(id, .cancelled))
            } else if answered.release {
                // Coordinators of before recalls had reasons knew one.
                actions += recalled(id, answered.recall ?? .unpaid)
            }
        }
        return actions + beatLater(tries: 0)
    }

    /// By a heartbeat or by the answer to a report, whichever comes first.
    private mutating func recalled(_ id: AttemptID, _ reason: RecallReason) -> [Action] {
        guard case .running? = attempts[id] else { return [] }
        attempts[id] = .stopping(.released)
        return [.warn("job \(id.job), attempt \(id.number): \(reason.sentence)"), .stop(id, .released)]
    }

    private mutating func beatFailed(_ error: ClientError) -> [Action] {
        isBeating = false
        if error.code == .notFound { return registerAgain() }
        beatTries += 1
        let warning = beatTries == 1 ? [Action.warn("heartbeat: \(error); the attempts go on")] : []
        return warning + beatLater(tries: beatTries)
    }

    // MARK: Attempts

    /// The lease is not ours any more. An attempt that is being finished stays: the finish itself may be what ended the lease, and its
    /// answer (200 or 409) says so.
    private mutating func lost(_ id: AttemptID) -> [Action] {
        switch attempts[id] {
        case .running?, .stopping(.cancelled)?, .stopping(.released)?:
            attempts[id] = .stopping(.lost)
            return [.warn("job \(id.job), attempt \(id.number): the lease is lost"), .stop(id, .lost)]
        case .stopping(.lost)?, .finishing?, .releasing?, nil: return []
        }
    }

    private mutating func runnerEnded(_ id: AttemptID, _ runnerEnd: RunnerEnd) -> [Action] {
        guard let phase = attempts[id], phase.hasRunner else { return [] }
        if case .stopping(.lost) = phase { return forget(id) }
        switch runnerEnd {
        case .finished(let body): return finish(id, body)
        case .stopped(.cancelled): return finish(id, .cancelled)
        case .stopped(.lost): return forget(id)
        case .stopped(.released):
            attempts[id] = .releasing(tries: 0)
            return [.release(id, tries: 0)]
        }
    }

    private mutating func finish(_ id: AttemptID, _ body: FinishBody) -> [Action] {
        attempts[id] = .finishing(body, tries: 0, replaced: false)
        return [.finish(id, body, tries: 0)] + fill()
    }

    private mutating func finishFailed(_ id: AttemptID, _ error: ClientError) -> [Action] {
        guard case .finishing(let body, let tries, let replaced)? = attempts[id] else { return [] }
        switch error {
        case .refused(_, let detail) where detail.code == .staleAttempt || detail.code == .notFound:
            return [.warn("job \(id.job), attempt \(id.number): \(detail.message)")] + forget(id)
        case .refused(_, let detail) where [.invalidInput, .tooLarge, .unsupportedMediaType].contains(detail.code):
            // It will never be taken as it is: the attempt ends with the reason instead of holding its lease for ever.
            guard !replaced else { return [.warn("finish: \(error)")] + forget(id) }
            let failure = AttemptFailure(code: .agent, message: "the coordinator refused the attempt's end: \(error)")
            let instead = FinishBody(failure: failure)
            attempts[id] = .finishing(instead, tries: 0, replaced: true)
            return [.finish(id, instead, tries: 0)]
        case .refused where error.isDefectOfCoordinator && tries + 1 >= AgentPolicy.triesAgainstDefects && !replaced:
            let failure = AttemptFailure(
                code: .agent, message: "the coordinator cannot store the attempt's end: \(error)")
            let instead = FinishBody(failure: failure)
            attempts[id] = .finishing(instead, tries: 0, replaced: true)
            return [.finish(id, instead, tries: 0)]
        case .notUnderstood:  // it was accepted; only the answer is strange
            return [.warn("finish: \(error)")] + forget(id)
        case .cancelled: return []
        case .refused, .unreachable, .foreignAnswer, .file:
            attempts[id] = .finishing(body, tries: tries + 1, replaced: replaced)
            let warning = tries == 0 ? [Action.warn("finish: \(error); trying again")] : []
            return warning + [.finish(id, body, tries: tries + 1)]
        }
    }

    private mutating func releaseFailed(_ id: AttemptID, _ error: ClientError) -> [Action] {
        guard case .releasing(let tries)? = attempts[id] else { return [] }
        guard error.mayPassWhenRetried else { return forget(id) }
        attempts[id] = .releasing(tries: tries + 1)
        return [.release(id, tries: tries + 1)]
    }

    private mutating func forget(_ id: AttemptID) -> [Action] {
        attempts[id] = nil
        return fill() + endIfIdle()
    }

    // MARK: The end

    private mutating func stopRequested() -> [Action] {
        guard !isStopping else { return [] }
        isStopping = true
        var actions: [Action] = isClaiming ? [.abandonClaim] : []
        for id in attempts.keys.sorted(by: { ($0.job, $0.number) < ($1.job, $1.number) }) {
            guard case .running? = attempts[id] else { continue }
            attempts[id] = .stopping(.released)
            actions.append(.stop(id, .released))
        }
        return actions + endIfIdle()
    }

    private mutating func endIfIdle() -> [Action] {
        isStopping && attempts.isEmpty && !isClaiming ? end(.stopped) : []
    }

    private mutating func end(_ end: AgentEnd) -> [Action] {
        hasEnded = true
        return [.end(end)]
    }
}

/// How an agent ended.
public enum AgentEnd: Sendable, Hashable {
    /// It was asked to stop.
    case stopped
    /// The coordinator does not want it: a token is missing or the name is not acceptable.
    case refused(ClientError)
}
