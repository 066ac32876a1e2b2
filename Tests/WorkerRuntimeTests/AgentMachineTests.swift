import Client
import Foundation
import HTTPClient
import Testing
import Vocabulary
import Wire

@testable import WorkerRuntime

@Suite("What an agent decides")
struct AgentMachineTests {
    static let worker = WorkerID(5)
    let unreachable = ClientError.unreachable(.interrupted(reason: "cut"))

    static func refused(_ code: ErrorBody.Code) -> ClientError {
        .refused(status: code.status, ErrorBody(code, "no").error)
    }

    func id(_ job: Int64, _ number: Int32 = 1) -> AttemptID { AttemptID(job: JobID(job), number: number) }

    /// A machine that is registered, with leases of 30 s, after its first claim was answered with `jobs`.
    func working(on jobs: [Int64] = [], slots: Int = 1) throws -> AgentMachine {
        var machine = AgentMachine(slots: slots)
        _ = machine.handle(.registered(try .forTest(id: Self.worker)))
        _ = machine.handle(.claimed(try jobs.map { try .forTest(job: $0) }))
        return machine
    }

    let result = FinishBody(result: RunResult(metrics: []))

    @Test("it registers first, then claims for every free slot and begins to beat every third of a lease")
    func begin() throws {
        var machine = AgentMachine(slots: 3)
        #expect(machine.begin() == [.register(tries: 0)])
        #expect(
            machine.handle(.registered(try .forTest(id: Self.worker))) == [
                .scheduleBeat(afterSeconds: 10, tries: 0, series: 1), .claim(Self.worker, count: 3, tries: 0),
            ])
    }

    @Test("a first registration that is refused ends it; one that got no answer is tried again")
    func registrationFails() {
        var machine = AgentMachine(slots: 1)
        #expect(
            machine.handle(.registrationFailed(unreachable)) == [
                .warn("registration: \(unreachable); trying again"), .register(tries: 1),
            ])
        #expect(machine.handle(.registrationFailed(unreachable)) == [.register(tries: 2)])
        let refusal = Self.refused(.forbidden)
        #expect(machine.handle(.registrationFailed(refusal)) == [.end(.refused(refusal))])
        #expect(machine.handle(.claimed([])).isEmpty, "nothing follows the end")
    }

    @Test("a lease starts a runner; a free slot asks on, a full machine does not")
    func claim() throws {
        var machine = try working(slots: 2)
        let first = try Lease.forTest(job: 1)
        let second = try Lease.forTest(job: 2)
        #expect(machine.handle(.claimed([first])) == [.start(first), .claim(Self.worker, count: 1, tries: 0)])
        #expect(machine.handle(.claimed([second])) == [.start(second)])
    }

    @Test("an empty answer asks again; a failed one asks again later, and warns once")
    func claimFails() throws {
        var machine = try working()
        #expect(machine.handle(.claimFailed(unreachable)).last == .claim(Self.worker, count: 1, tries: 1))
        #expect(machine.handle(.claimFailed(unreachable)) == [.claim(Self.worker, count: 1, tries: 2)])
        #expect(machine.handle(.claimed([])) == [.claim(Self.worker, count: 1, tries: 0)])
    }

    @Test(
        "an attempt that is missing from the answer to a heartbeat is lost: its runner is killed and nothing is written"
    )
    func lost() throws {
        var machine = try working(on: [1])
        #expect(machine.handle(.beatDue(series: 1)) == [.beat(Self.worker, [id(1)])])
        let actions = machine.handle(.beaten(sent: [id(1)], HeartbeatAnswer(attempts: [], leaseSeconds: 30)))
        #expect(actions.contains(.stop(id(1), .lost)))
        #expect(
            machine.handle(.runnerEnded(id(1), .finished(result))) == [.claim(Self.worker, count: 1, tries: 0)],
            "even a result that came at the last moment is not sent")
    }

    @Test("an attempt that was claimed while a heartbeat was on its way is not taken for lost")
    func claimedMeanwhile() throws {
        var machine = try working(on: [1], slots: 2)
        #expect(machine.handle(.beatDue(series: 1)) == [.beat(Self.worker, [id(1)])])
        _ = machine.handle(.claimed([try .forTest(job: 2)]))
        let answer = HeartbeatAnswer(attempts: [.init(attempt: id(1), cancel: false)], leaseSeconds: 30)
        #expect(
            machine.handle(.beaten(sent: [id(1)], answer)) == [.scheduleBeat(afterSeconds: 10, tries: 0, series: 2)])
    }

    @Test("an attempt that is being finished is not lost when a heartbeat misses it: the finish may be why")
    func finishing() throws {
        var machine = try working(on: [1])
        _ = machine.handle(.beatDue(series: 1))
        #expect(
            machine.handle(.runnerEnded(id(1), .finished(result))) == [
                .finish(id(1), result, tries: 0), .claim(Self.worker, count: 1, tries: 0),
            ])
        let actions = machine.handle(.beaten(sent: [id(1)], HeartbeatAnswer(attempts: [], leaseSeconds: 30)))
        #expect(actions == [.scheduleBeat(afterSeconds: 10, tries: 0, series: 2)])
        #expect(machine.handle(.finishFailed(id(1), unreachable)).last == .finish(id(1), result, tries: 1))
        #expect(machine.handle(.finished(id(1))).isEmpty)
    }

    @Test("a cancelled attempt is stopped once and finished as cancelled, unless its result came first")
    func cancel() throws {
        let answer = HeartbeatAnswer(attempts: [.init(attempt: id(1), cancel: true)], leaseSeconds: 30)
        var machine = try working(on: [1])
        #expect(machine.handle(.beaten(sent: [id(1)], answer)).first == .stop(id(1), .cancelled))
        #expect(!machine.handle(.beaten(sent: [id(1)], answer)).contains(.stop(id(1), .cancelled)))
        #expect(machine.handle(.runnerEnded(id(1), .stopped(.cancelled))).first == .finish(id(1), .cancelled, tries: 0))
        var other = try working(on: [1])
        _ = other.handle(.beaten(sent: [id(1)], answer))
        #expect(other.handle(.runnerEnded(id(1), .finished(result))).first == .finish(id(1), result, tries: 0))
    }

    @Test("a stale finish is dropped; a lost answer is asked for again and again")
    func stale() throws {
        var machine = try working(on: [1])
        _ = machine.handle(.runnerEnded(id(1), .finished(result)))
        for tries in 1...100 {
            #expect(machine.handle(.finishFailed(id(1), unreachable)).last == .finish(id(1), result, tries: tries))
        }
        let last = machine.handle(.finishFailed(id(1), Self.refused(.staleAttempt)))
        #expect(last == [.warn("job 1, attempt 1: no")])
        #expect(machine.handle(.finishFailed(id(1), unreachable)).isEmpty)
    }

    @Test("a result that the coordinator cannot accept becomes a failure that says so, once")
    func unacceptable() throws {
        var machine = try working(on: [1])
        _ = machine.handle(.runnerEnded(id(1), .finished(result)))
        guard case .finish(id(1), let body, 0)? = machine.handle(.finishFailed(id(1), Self.refused(.tooLarge))).last
        else {
            Issue.record("no second finish")
            return
        }
        #expect(body.outcome == .failed)
        #expect(body.failure?.code == .agent)
        let again = machine.handle(.finishFailed(id(1), Self.refused(.invalidInput)))
        #expect(!again.contains { if case .finish = $0 { true } else { false } })
    }

    @Test("events that are refused as stale lose the attempt")
    func staleEvents() throws {
        var machine = try working(on: [1])
        #expect(machine.handle(.stale(id(1))).last == .stop(id(1), .lost))
        #expect(machine.handle(.stale(id(1))).isEmpty)
        #expect(machine.handle(.runnerEnded(id(1), .stopped(.lost))) == [.claim(Self.worker, count: 1, tries: 0)])
    }

    @Test("a coordinator that does not answer costs no attempt; beats go on, sooner")
    func unreachableCoordinator() throws {
        var machine = try working(on: [1])
        _ = machine.handle(.beatDue(series: 1))
        let first = machine.handle(.beatFailed(unreachable))
        #expect(first.last == .scheduleBeat(afterSeconds: 10, tries: 1, series: 2))
        _ = machine.handle(.beatDue(series: 2))
        #expect(machine.handle(.beatFailed(unreachable)) == [.scheduleBeat(afterSeconds: 10, tries: 2, series: 3)])
        #expect(machine.handle(.beatDue(series: 3)) == [.beat(Self.worker, [id(1)])])
    }

    @Test("an unknown worker registers again, once, while its attempts go on")
    func vanished() throws {
        var machine = try working(on: [1], slots: 2)
        _ = machine.handle(.beatDue(series: 1))
        #expect(machine.handle(.beatFailed(Self.refused(.notFound))).last == .register(tries: 0))
        #expect(machine.handle(.claimFailed(Self.refused(.notFound))).isEmpty)
        let actions = machine.handle(.registered(try .forTest(id: WorkerID(6))))
        #expect(
            actions == [.scheduleBeat(afterSeconds: 10, tries: 0, series: 2), .claim(WorkerID(6), count: 1, tries: 0)])
        #expect(machine.handle(.beatDue(series: 2)) == [.beat(WorkerID(6), [id(1)])])
    }

    @Test("one series of beats, whatever happens in between")
    func oneSeries() throws {
        var machine = try working(on: [1])
        #expect(
            !machine.handle(.registered(try .forTest(id: Self.worker))).contains {
                if case .scheduleBeat = $0 { true } else { false }
            })
    }

    @Test(
        "a lease that is shorter than was thought moves the next beat forward; the beat scheduled before does not count"
    )
    func shorterLease() throws {
        var machine = try working()
        let lease = try Lease.forTest(job: 1, leaseSeconds: 6)
        #expect(
            machine.handle(.claimed([lease])) == [
                .start(lease), .scheduleBeat(afterSeconds: 2, tries: 0, series: 2),
            ])
        #expect(machine.handle(.beatDue(series: 1)).isEmpty)
        #expect(machine.handle(.beatDue(series: 2)) == [.beat(Self.worker, [id(1)])])
    }

    @Test("a stopping agent gives up its claim, stops its runners, gives the jobs back and ends when all are back")
    func stop() throws {
        var machine = try working(on: [1, 2], slots: 3)
        #expect(
            machine.handle(.stopRequested) == [.abandonClaim, .stop(id(1), .released), .stop(id(2), .released)])
        #expect(machine.handle(.stopRequested).isEmpty)
        #expect(machine.handle(.runnerEnded(id(1), .stopped(.released))) == [.release(id(1), tries: 0)])
        #expect(machine.handle(.released(id(1))).isEmpty)
        #expect(machine.handle(.runnerEnded(id(2), .finished(result))) == [.finish(id(2), result, tries: 0)])
        #expect(machine.handle(.finished(id(2))).isEmpty, "the claim is still on its way")
        #expect(machine.handle(.claimFailed(.cancelled)) == [.end(.stopped)])
    }

    @Test("leases that arrive while it is stopping go back unused")
    func leaseWhileStopping() throws {
        var machine = try working()
        _ = machine.handle(.stopRequested)
        #expect(machine.handle(.claimed([try .forTest(job: 9)])) == [.release(id(9), tries: 0)])
        #expect(machine.handle(.releaseFailed(id(9), unreachable)) == [.release(id(9), tries: 1)])
        #expect(machine.handle(.releaseFailed(id(9), Self.refused(.staleAttempt))) == [.end(.stopped)])
    }

    @Test("the deadline ends it whatever is left")
    func deadline() throws {
        var machine = try working(on: [1])
        _ = machine.handle(.stopRequested)
        #expect(machine.handle(.deadline) == [.end(.stopped)])
    }

    /// Every order of two attempts' ends, a loss and a stop: whatever the order, an attempt is finished or released at most once, and
    /// never after it was lost.
    @Test("no interleaving of ends, losses and a stop writes twice or after a loss")
    func interleavings() throws {
        let gone = HeartbeatAnswer(attempts: [.init(attempt: id(2), cancel: false)], leaseSeconds: 30)
        let inputs: [AgentMachine.Input] = [
            .runnerEnded(id(1), .finished(result)), .runnerEnded(id(2), .stopped(.released)),
            .beaten(sent: [id(1), id(2)], gone), .stopRequested, .stale(id(2)),
        ]
        for order in permutations(Array(inputs.indices)) {
            var machine = try working(on: [1, 2], slots: 2)
            var writes: [AttemptID: Int] = [:]
            var lost: Set<AttemptID> = []
            for index in order {
                for action in machine.handle(inputs[index]) {
                    switch action {
                    case .stop(let id, .lost): lost.insert(id)
                    case .finish(let id, _, _), .release(let id, _):
                        writes[id, default: 0] += 1
                        #expect(!lost.contains(id), "order \(order)")
                    default: break
                    }
                }
            }
            #expect(writes.values.allSatisfy { $0 == 1 }, "order \(order)")
        }
    }

    private func permutations(_ items: [Int]) -> [[Int]] {
        guard items.count > 1 else { return [items] }
        return items.flatMap { first in permutations(items.filter { $0 != first }).map { [first] + $0 } }
    }
}

extension Worker {
    static func forTest(id: WorkerID) throws -> Worker {
        Worker(
            id: id, name: "w", capability: WorkerCapability(runners: [], memoryMiB: 100),
            machine: MachineFacts(architecture: "x86_64", logicalProcessors: 2, usableProcessors: 2, memoryMiB: 1000),
            agentVersion: "1", registeredAt: Date(timeIntervalSince1970: 0),
            lastSeenAt: Date(timeIntervalSince1970: 0), runningAttempts: 0, isLive: true)
    }
}

extension Lease {
    static func forTest(
        job: Int64, number: Int32 = 1, configuration: RunConfiguration? = nil, memoryMiB: Int? = nil,
        timeLimitSeconds: Int = 60, leaseSeconds: Double = 30
    ) throws -> Lease {
        Lease(
            attempt: AttemptID(job: JobID(job), number: number), run: RunID(),
            configuration: try configuration ?? .selftest(SelftestConfiguration()), memoryMiB: memoryMiB,
            timeLimitSeconds: timeLimitSeconds, leaseSeconds: leaseSeconds)
    }
}
