public import Vocabulary

/// `POST /api/v1/workers`: an agent introduces itself; the same name again is the same worker. Answers 200 with a ``Worker``.
public struct RegisterWorkerBody: Hashable, Sendable, Codable {
    /// A name that is unique among the workers, 1…200 characters.
    public let name: String
    /// What it offers.
    public let capability: WorkerCapability
    /// The machine that it runs on.
    public let machine: MachineFacts
    /// The agent's version.
    public let agentVersion: String
    /// Which machine it is, for its price, as ``WorkerHost`` writes it; absent when its owner did not say.
    public let host: String?

    /// An introduction.
    public init(
        name: String, capability: WorkerCapability, machine: MachineFacts, agentVersion: String, host: String? = nil
    ) {
        self.host = host
        self.name = name
        self.capability = capability
        self.machine = machine
        self.agentVersion = agentVersion
    }

    enum CodingKeys: String, CodingKey {
        case name, capability, machine, host
        case agentVersion = "agent_version"
    }
}

/// `POST /api/v1/claims`: asks for work; answers at once when there is some, otherwise when some comes or the wait is over.
public struct ClaimBody: Hashable, Sendable, Codable {
    /// Who asks.
    public let worker: WorkerID
    /// How many leases at most, 1…64.
    public let count: Int
    /// How long to wait when there is none, in seconds, 0…60.
    public let waitSeconds: Double

    /// A request for work.
    public init(worker: WorkerID, count: Int = 1, waitSeconds: Double = 20) {
        self.worker = worker
        self.count = count
        self.waitSeconds = waitSeconds
    }

    enum CodingKeys: String, CodingKey {
        case worker, count
        case waitSeconds = "wait_seconds"
    }
}

/// The answer to ``ClaimBody``: none, one or several leases.
public struct ClaimAnswer: Hashable, Sendable, Codable {
    /// The leases.
    public let leases: [Lease]

    /// An answer.
    public init(leases: [Lease]) { self.leases = leases }
}

/// `POST /api/v1/heartbeats`: a worker is alive and still at these attempts. Answers with ``HeartbeatAnswer``.
public struct HeartbeatBody: Hashable, Sendable, Codable {
    /// One attempt that goes on.
    public struct Beat: Hashable, Sendable, Codable {
        /// Which.
        public let attempt: AttemptID
        /// Share done, 0…1, where known.
        public let progress: Double?

        /// A beat.
        public init(attempt: AttemptID, progress: Double?) {
            self.attempt = attempt
            self.progress = progress
        }
    }

    /// Who is alive.
    public let worker: WorkerID
    /// The attempts that go on; may be none.
    public let attempts: [Beat]

    /// A heartbeat.
    public init(worker: WorkerID, attempts: [Beat]) {
        self.worker = worker
        self.attempts = attempts
    }
}

/// The answer to ``HeartbeatBody``. An attempt that was sent and is missing here is lost: stop it, write nothing for it.
public struct HeartbeatAnswer: Hashable, Sendable, Codable {
    /// One attempt that was extended.
    public struct Extended: Hashable, Sendable, Codable {
        /// Which.
        public let attempt: AttemptID
        /// Whether a person asked to cancel it: stop the runner, then finish with the outcome cancelled.
        public let cancel: Bool
        /// Whether it is not to go on here: stop the runner, keeping its checkpoint, then release the attempt.
        public let release: Bool
        /// Why it is to be released, for the worker's owner; absent when it is not.
        public let recall: RecallReason?

        /// An extension.
        public init(attempt: AttemptID, cancel: Bool, release: Bool = false, recall: RecallReason? = nil) {
            self.attempt = attempt
            self.cancel = cancel
            self.release = release
            self.recall = recall
        }

        /// Decodes; older coordinators say nothing about releasing.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            attempt = try container.decode(AttemptID.self, forKey: .attempt)
            cancel = try container.decode(Bool.self, forKey: .cancel)
            release = try container.decodeIfPresent(Bool.self, forKey: .release) ?? false
            // A reason that is not known here must not cost the beat.
            recall = try container.decodeIfPresent(String.self, forKey: .recall).flatMap { RecallReason(rawValue: $0) }
        }
    }

    /// The attempts whose leases were extended.
    public let attempts: [Extended]
    /// Seconds until they expire.
    public let leaseSeconds: Double

    /// An answer.
    public init(attempts: [Extended], leaseSeconds: Double) {
        self.attempts = attempts
        self.leaseSeconds = leaseSeconds
    }

    enum CodingKeys: String, CodingKey {
        case attempts
        case leaseSeconds = "lease_seconds"
    }
}

/// `POST /api/v1/attempts/{job}/{n}/events`: what a runner said, in order. Sending a batch again changes nothing. Answers with
/// ``EventsAnswer``.
public struct EventsBody: Hashable, Sendable, Codable {
    /// The number of the first event, counted from 0 over the attempt: events that were stored already are skipped.
    public let firstSequence: Int64
    /// The events: progress, metrics, log lines and stored files (not the result: that is ``FinishBody``); at most 1,000.
    public let events: [RunnerEvent]

    /// A batch.
    public init(firstSequence: Int64, events: [RunnerEvent]) {
        self.firstSequence = firstSequence
        self.events = events
    }

    enum CodingKeys: String, CodingKey {
        case firstSequence = "first_sequence"
        case events
    }
}

/// The answer to ``EventsBody``: the events are stored.
public struct EventsAnswer: Hashable, Sendable, Codable {
    /// Whether what was reported ends the attempt's stay here: stop the runner, keeping its checkpoint, then release the attempt. A
    /// heartbeat says the same, only later.
    public let release: Bool
    /// Why, for the worker's owner; absent when it is not to be released.
    public let recall: RecallReason?

    /// An answer.
    public init(recall: RecallReason? = nil) {
        release = recall != nil
        self.recall = recall
    }

    /// Decodes; older coordinators say nothing, and a reason that is not known here must not cost the answer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        release = try container.decodeIfPresent(Bool.self, forKey: .release) ?? false
        recall = try container.decodeIfPresent(String.self, forKey: .recall).flatMap { RecallReason(rawValue: $0) }
    }
}

/// `POST /api/v1/attempts/{job}/{n}/finish`: how the attempt ended. Repeating it with the same attempt answers 200 again; for a
/// stale attempt it answers 409 `stale_attempt` and nothing is written.
public struct FinishBody: Hashable, Sendable, Codable {
    /// How it ended: `done` needs a result, `failed` a failure, `cancelled` neither.
    public let outcome: AttemptOutcome
    /// What was measured.
    public let result: RunResult?
    /// Why nothing was measured.
    public let failure: AttemptFailure?

    /// A result.
    public init(result: RunResult) {
        outcome = .done
        self.result = result
        failure = nil
    }

    /// A failure.
    public init(failure: AttemptFailure) {
        outcome = .failed
        result = nil
        self.failure = failure
    }

    /// The end of a cancelled attempt.
    public static let cancelled = FinishBody()

    private init() {
        outcome = .cancelled
        result = nil
        failure = nil
    }
}

/// The answer to ``FinishBody``.
public struct FinishAnswer: Hashable, Sendable, Codable {
    /// Where the job stands now: final, or scheduled for another attempt.
    public let state: JobState

    /// An answer.
    public init(state: JobState) { self.state = state }
}
