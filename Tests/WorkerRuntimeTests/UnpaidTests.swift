import Foundation
import Testing
import Vocabulary
import Wire

@testable import WorkerRuntime

/// What an agent does about an attempt whose budget has no money for going on.
extension AgentMachineTests {
    @Test(
        "an attempt that its budget cannot pay any longer is stopped once, given back, and only then another is asked for"
    )
    func unpaid() throws {
        var machine = try working(on: [1])
        let answer = HeartbeatAnswer(
            attempts: [.init(attempt: id(1), cancel: false, release: true)], leaseSeconds: 30)
        let actions = machine.handle(.beaten(sent: [id(1)], answer))
        #expect(actions.contains(.stop(id(1), .released)))
        #expect(
            actions.first
                == .warn("job 1, attempt 1: its budget has no money for going on; it is given back with what it saved"))
        // While the runner saves its work the lease is kept, and nothing is stopped twice.
        #expect(!machine.handle(.beaten(sent: [id(1)], answer)).contains(.stop(id(1), .released)))
        #expect(machine.handle(.runnerEnded(id(1), .stopped(.released))) == [.release(id(1), tries: 0)])
        #expect(machine.handle(.released(id(1))) == [.claim(Self.worker, count: 1, tries: 0)])
    }

    @Test(
        "a job that was paused or stopped is given back as well, and its worker's owner reads why",
        arguments: [
            (RecallReason.paused, "it was paused; it is given back with what it saved"),
            (.stopped, "its search needs no more of it; what it has counts"),
        ])
    func recalled(reason: RecallReason, sentence: String) throws {
        var machine = try working(on: [1])
        let answer = HeartbeatAnswer(
            attempts: [.init(attempt: id(1), cancel: false, release: true, recall: reason)], leaseSeconds: 30)
        let actions = machine.handle(.beaten(sent: [id(1)], answer))
        #expect(actions.first == .warn("job 1, attempt 1: \(sentence)"))
        #expect(actions.contains(.stop(id(1), .released)))
    }

    @Test("the answer to a report calls an attempt back at once; the heartbeat that says it again changes nothing")
    func recalledByReport() throws {
        var machine = try working(on: [1])
        let warning = "job 1, attempt 1: its search needs no more of it; what it has counts"
        #expect(machine.handle(.recalled(id(1), .stopped)) == [.warn(warning), .stop(id(1), .released)])
        let answer = HeartbeatAnswer(
            attempts: [.init(attempt: id(1), cancel: false, release: true, recall: .stopped)], leaseSeconds: 30)
        #expect(!machine.handle(.beaten(sent: [id(1)], answer)).contains(.stop(id(1), .released)))
        #expect(machine.handle(.runnerEnded(id(1), .stopped(.released))) == [.release(id(1), tries: 0)])
        // It has ended: the answer to its last report comes too late.
        #expect(machine.handle(.recalled(id(1), .stopped)) == [])
    }

    @Test("the others of a worker go on when one is not paid any longer")
    func onlyOne() throws {
        var machine = try working(on: [1, 2], slots: 2)
        let answer = HeartbeatAnswer(
            attempts: [
                .init(attempt: id(1), cancel: false), .init(attempt: id(2), cancel: false, release: true),
            ], leaseSeconds: 30)
        let actions = machine.handle(.beaten(sent: [id(1), id(2)], answer))
        #expect(actions.contains(.stop(id(2), .released)))
        #expect(!actions.contains(.stop(id(1), .released)))
        #expect(machine.handle(.runnerEnded(id(1), .finished(result))).first == .finish(id(1), result, tries: 0))
    }

    @Test("a person's wish to cancel counts before the budget; a result that came first is sent")
    func unpaidAndMore() throws {
        let both = HeartbeatAnswer(attempts: [.init(attempt: id(1), cancel: true, release: true)], leaseSeconds: 30)
        var machine = try working(on: [1])
        #expect(machine.handle(.beaten(sent: [id(1)], both)).first == .stop(id(1), .cancelled))
        let unpaid = HeartbeatAnswer(attempts: [.init(attempt: id(1), cancel: false, release: true)], leaseSeconds: 30)
        var other = try working(on: [1])
        _ = other.handle(.beaten(sent: [id(1)], unpaid))
        #expect(other.handle(.runnerEnded(id(1), .finished(result))).first == .finish(id(1), result, tries: 0))
    }

    @Test("an attempt that is lost while it saves its work is forgotten")
    func unpaidAndLost() throws {
        var machine = try working(on: [1])
        let unpaid = HeartbeatAnswer(attempts: [.init(attempt: id(1), cancel: false, release: true)], leaseSeconds: 30)
        _ = machine.handle(.beaten(sent: [id(1)], unpaid))
        let none = HeartbeatAnswer(attempts: [], leaseSeconds: 30)
        #expect(machine.handle(.beaten(sent: [id(1)], none)).contains(.stop(id(1), .lost)))
        #expect(
            machine.handle(.runnerEnded(id(1), .stopped(.released))) == [.claim(Self.worker, count: 1, tries: 0)])
    }
}
