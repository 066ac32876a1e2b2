import Client
import Foundation
import HTTPClient
import HTTPTesting
import Synchronization
import Vocabulary
import Wire

@testable import WorkerRuntime

/// A coordinator in memory: a queue of leases, a record of everything, and switches for its moods.
final class FakeCoordinator: CoordinatorConnection {
    struct State {
        var leases: [Lease] = []
        var held: [AttemptID: Lease] = [:]
        var cancelled: Set<AttemptID> = []
        /// Attempts whose budget has no money for going on.
        var unpaid: Set<AttemptID> = []
        /// Attempts that the answer to events calls back.
        var stopped: Set<AttemptID> = []
        var finished: [AttemptID: FinishBody] = [:]
        var events: [AttemptID: [RunnerEvent]] = [:]
        var released: [AttemptID] = []
        var registrations: [RegisterWorkerBody] = []
        var beats = 0
        var downloads = 0
        /// Calls that fail as if nobody listened.
        var isDown = false
        /// The next answers to a finish that get lost after they took effect.
        var finishAnswersToLose = 0
        var isForgetful = false
        /// Whether files are refused for want of room, and how often they were.
        var isFull = false
        var filesRefused = 0
        var files: [String: Data] = [:]
        var uploads: [String] = []
        var waiting: [CheckedContinuation<Void, Never>] = []
        var watchers: [(condition: @Sendable (State) -> Bool, signal: Signal)] = []
    }

    private let state: Mutex<State>
    private let leaseSeconds: Double

    init(_ leases: [Lease] = [], leaseSeconds: Double = 30) {
        self.leaseSeconds = leaseSeconds
        state = Mutex(State(leases: leases))
    }

    var now: State { state.withLock { $0 } }

    func change(_ body: (inout State) -> Void) {
        let (waiting, signals) = state.withLock { state in
            body(&state)
            defer { state.waiting = [] }
            let met = state.watchers.filter { $0.condition(state) }.map(\.signal)
            return (state.waiting, met)
        }
        for continuation in waiting { continuation.resume() }
        for signal in signals { signal.fire() }
    }

    /// Returns when the condition holds.
    func wait(until condition: @escaping @Sendable (State) -> Bool) async {
        let signal = Signal()
        change { $0.watchers.append((condition, signal)) }
        await signal.wait()
    }

    private func check() throws(ClientError) {
        if state.withLock({ $0.isDown }) { throw .unreachable(.notConnected(reason: "down")) }
    }

    private func held(_ attempt: AttemptID) throws(ClientError) {
        guard state.withLock({ $0.held[attempt] != nil }) else {
            throw .refused(status: 409, ErrorBody(.staleAttempt, "the attempt is stale").error)
        }
    }

    func register(_ body: RegisterWorkerBody) async throws(ClientError) -> Worker {
        try check()
        change { state in
            state.registrations.append(body)
            state.isForgetful = false
        }
        do {
            return try .forTest(id: WorkerID(1))
        } catch {
            throw .notUnderstood(path: "", reason: "")
        }
    }

    func claim(_ body: ClaimBody) async throws(ClientError) -> ClaimAnswer {
        while true {
            try check()
            if state.withLock({ $0.isForgetful }) { throw .refused(status: 404, ErrorBody(.notFound, "who?").error) }
            var taken: [Lease] = []
            change { state in
                taken = Array(state.leases.prefix(body.count))
                state.leases.removeFirst(taken.count)
                for lease in taken { state.held[lease.attempt] = lease }
            }
            if !taken.isEmpty { return ClaimAnswer(leases: taken) }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let ready = state.withLock { state in
                        if state.leases.isEmpty, !Task.isCancelled { state.waiting.append(continuation) }
                        return !state.leases.isEmpty || Task.isCancelled
                    }
                    if ready { continuation.resume() }
                }
            } onCancel: {
                change { _ in }
            }
            if Task.isCancelled { throw .cancelled }
        }
    }

    func heartbeat(_ body: HeartbeatBody) async throws(ClientError) -> HeartbeatAnswer {
        try check()
        if state.withLock({ $0.isForgetful }) { throw .refused(status: 404, ErrorBody(.notFound, "who?").error) }
        var answer: [HeartbeatAnswer.Extended] = []
        change { state in
            state.beats += 1
            for beat in body.attempts where state.held[beat.attempt] != nil {
                answer.append(
                    .init(
                        attempt: beat.attempt, cancel: state.cancelled.contains(beat.attempt),
                        release: state.unpaid.contains(beat.attempt)))
            }
        }
        return HeartbeatAnswer(attempts: answer, leaseSeconds: leaseSeconds)
    }

    func write(_ body: EventsBody, for attempt: AttemptID) async throws(ClientError) -> EventsAnswer {
        try check()
        try held(attempt)
        change { state in
            let known = Int64(state.events[attempt]?.count ?? 0)
            let fresh = body.events.dropFirst(max(0, Int(known - body.firstSequence)))
            state.events[attempt, default: []] += fresh
        }
        return EventsAnswer(recall: state.withLock { $0.stopped.contains(attempt) } ? .stopped : nil)
    }

    func finish(_ attempt: AttemptID, _ body: FinishBody) async throws(ClientError) -> FinishAnswer {
        try check()
        if state.withLock({ $0.finished[attempt] }) != body { try held(attempt) }
        var isLost = false
        change { state in
            state.held[attempt] = nil
            state.finished[attempt] = body
            isLost = state.finishAnswersToLose > 0
            if isLost { state.finishAnswersToLose -= 1 }
        }
        if isLost { throw .unreachable(.interrupted(reason: "the answer got lost")) }
        return FinishAnswer(state: .done)
    }

    func release(_ attempt: AttemptID) async throws(ClientError) {
        try check()
        try held(attempt)
        change { state in
            state.held[attempt] = nil
            state.released.append(attempt)
        }
    }

    /// Stores a file under a stand-in for its checksum: its bytes, repeated to 64 hexadecimal digits.
    func upload(file path: String, name: String) async throws(ClientError) -> StoredFile {
        try check()
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .file(path: path, reason: "it is not there")
        }
        if state.withLock({ $0.isFull }) {
            change { $0.filesRefused += 1 }
            throw .refused(status: 507, ErrorBody(.insufficientStorage, "the disk is full").error)
        }
        let digits = data.prefix(32).map { String($0, radix: 16) }.joined()
        let sha256 = String(String(repeating: digits, count: 64).prefix(64))
        change { state in
            state.files[sha256] = data
            state.uploads.append(name)
        }
        return StoredFile(sha256: sha256, byteCount: Int64(data.count), name: name)
    }

    func download(_ sha256: String, to path: String) async throws(ClientError) {
        try check()
        change { $0.downloads += 1 }
        guard let data = state.withLock({ $0.files[sha256] }) else {
            throw .refused(status: 404, ErrorBody(.notFound, "no such file").error)
        }
        do {
            try data.write(to: URL(filePath: path))
        } catch {
            throw .file(path: path, reason: "\(error)")
        }
    }
}
