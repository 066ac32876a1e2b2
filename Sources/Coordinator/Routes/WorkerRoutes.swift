import Hummingbird
import Vocabulary
import Wire
import Workflow

/// What agents call: register, claim, heartbeat, and write for an attempt.
struct WorkerRoutes: Sendable {
    let ledger: any WorkerLedger
    let claim: Claim
    let heartbeat: Heartbeat
    let record: Record
    let finish: Finish
    let devices: KeepDevices

    /// 2^53: no attempt says as much, and sums with it stay far from overflow.
    static let largestSequence: Int64 = 1 << 53

    func add(reading: RouterGroup<CoordinatorContext>, working: RouterGroup<CoordinatorContext>) {
        reading.get("workers", use: list)
        reading.get("workers/:worker", use: show)
        working.post("workers", use: register)
        working.post("claims", use: claims)
        working.post("heartbeats", use: heartbeats)
        working.post("attempts/:job/:attempt/events", use: events)
        working.post("attempts/:job/:attempt/finish", use: finishAttempt)
        working.post("attempts/:job/:attempt/release", use: release)
    }

    @Sendable private func list(request: Request, context: CoordinatorContext) async throws -> Response {
        let workers = try await reading(ledger) { (ledger) throws(LedgerError) in try await ledger.workers() }
        return try JSONAnswer.cacheable(Page(items: workers), request: request)
    }

    @Sendable private func show(request: Request, context: CoordinatorContext) async throws -> Response {
        let id = try context.identifier("worker", of: Worker.self)
        let worker = try await reading(ledger) { (ledger) throws(LedgerError) in try await ledger.worker(id) }
        guard let worker else { throw WorkflowError.notFound("worker \(id)") }
        return try JSONAnswer.response(worker)
    }

    @Sendable private func register(request: Request, context: CoordinatorContext) async throws -> Response {
        let body = try await request.decode(RegisterWorkerBody.self, atMost: largestSubmission)
        guard body.name.isPlain(atMost: 200) else {
            throw InvalidInput(
                field: "name", expected: "text of 1 to 200 characters without control characters", received: body.name)
        }
        guard body.capability.memoryMiB > 0 else {
            throw InvalidInput(
                field: "capability.memory_mib", expected: "a whole number from 1",
                received: "\(body.capability.memoryMiB)")
        }
        let host = body.host.map { WorkerHost($0) }
        if let host, host == nil {
            throw InvalidInput(field: "host", expected: WorkerHost.expectation, received: body.host)
        }
        let worker = try await reading(ledger) { (ledger) throws(LedgerError) in
            try await ledger.register(
                name: body.name, capability: body.capability, machine: body.machine, agentVersion: body.agentVersion,
                host: host ?? nil)
        }
        try await devices.welcome(worker, host: host ?? nil)
        let welcomed = try await reading(ledger) { (ledger) throws(LedgerError) in try await ledger.worker(worker.id) }
        return try JSONAnswer.response(welcomed ?? worker)
    }

    @Sendable private func claims(request: Request, context: CoordinatorContext) async throws -> Response {
        let body = try await request.decode(ClaimBody.self, atMost: largestSubmission)
        guard (1...64).contains(body.count) else {
            throw InvalidInput(field: "count", expected: "a whole number from 1 to 64", received: "\(body.count)")
        }
        guard (0...60).contains(body.waitSeconds) else {
            throw InvalidInput(
                field: "wait_seconds", expected: "a number from 0 to 60", received: "\(body.waitSeconds)")
        }
        let leases = try await claim(worker: body.worker, count: body.count, wait: .seconds(body.waitSeconds))
        return try JSONAnswer.response(ClaimAnswer(leases: leases))
    }

    @Sendable private func heartbeats(request: Request, context: CoordinatorContext) async throws -> Response {
        let body = try await request.decode(HeartbeatBody.self, atMost: largestSubmission)
        for (index, beat) in body.attempts.enumerated() {
            guard let progress = beat.progress, !(0...1).contains(progress) else { continue }
            throw InvalidInput(
                field: "attempts[\(index)].progress", expected: "a number from 0 to 1", received: "\(progress)")
        }
        let extended = try await heartbeat(
            worker: body.worker, beats: body.attempts.map { ($0.attempt, $0.progress) })
        return try JSONAnswer.response(
            HeartbeatAnswer(
                attempts: extended.map {
                    .init(attempt: $0.attempt, cancel: $0.cancel, release: $0.recall != nil, recall: $0.recall)
                },
                leaseSeconds: heartbeat.lease.seconds))
    }

    @Sendable private func events(request: Request, context: CoordinatorContext) async throws -> Response {
        let body = try await request.decode(EventsBody.self)
        guard body.events.count <= 1000 else {
            throw InvalidInput(field: "events", expected: "at most 1000 events", received: "\(body.events.count)")
        }
        guard (0...Self.largestSequence).contains(body.firstSequence) else {
            throw InvalidInput(
                field: "first_sequence", expected: "a whole number from 0 to \(Self.largestSequence)",
                received: "\(body.firstSequence)")
        }
        let recall = try await record(
            attempt: try context.attempt(), firstSequence: body.firstSequence, events: body.events)
        return try JSONAnswer.response(EventsAnswer(recall: recall))
    }

    @Sendable private func finishAttempt(request: Request, context: CoordinatorContext) async throws -> Response {
        let attempt = try context.attempt()
        let body = try await request.decode(FinishBody.self)
        let state: JobState
        switch (body.outcome, body.result, body.failure) {
        case (.done, let result?, nil): state = try await finish.done(attempt, result: result)
        case (.failed, nil, let failure?): state = try await finish.failed(attempt, failure: failure)
        case (.cancelled, nil, nil): state = try await finish.cancelled(attempt)
        default:
            throw InvalidInput(
                field: "outcome", expected: "done with a result, failed with a failure, or cancelled with neither",
                received: body.outcome.rawValue)
        }
        return try JSONAnswer.response(FinishAnswer(state: state))
    }

    @Sendable private func release(request: Request, context: CoordinatorContext) async throws -> Response {
        let state = try await finish.released(try context.attempt())
        return try JSONAnswer.response(FinishAnswer(state: state))
    }
}
