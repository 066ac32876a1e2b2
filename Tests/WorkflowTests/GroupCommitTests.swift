import HTTPTesting
import Testing
import Workflow

@Suite("Group commit")
struct GroupCommitTests {
    private typealias Policy = GroupCommit

    /// The groups that actions begin.
    private static func begun(_ actions: [Policy.Action]) -> [Policy.Group] {
        actions.compactMap { if case .commit(let group) = $0 { group } else { nil } }
    }

    /// The writes that actions answer, in order.
    private static func answered(_ actions: [Policy.Action]) -> [Policy.Write] {
        actions.compactMap { if case .answer(let write, _) = $0 { write } else { nil } }
    }

    @Test("a write begins at once while nothing is under way, and is answered when it is settled")
    func lone() throws {
        var policy = Policy()
        let (write, actions) = policy.submit(byteCount: 10)
        let group = try #require(Self.begun(actions).first)
        #expect(actions.count == 1 && group.writes == [write] && !group.isEachAlone)
        #expect(policy.finished(group, .settled) == [.answer(write, place: 0)])
        #expect(policy.groupCount == 0)
    }

    @Test("writes that come while the lane is taken go together, the oldest first")
    func gathers() throws {
        var policy = Policy()
        let first = try #require(Self.begun(policy.submit(byteCount: 1).actions).first)
        let later = (0..<3).map { _ in policy.submit(byteCount: 1) }
        #expect(later.allSatisfy { $0.actions.isEmpty })
        #expect(policy.waitingCount == 3)
        let second = try #require(Self.begun(policy.finished(first, .settled)).first)
        #expect(second.writes == later.map(\.write))
        #expect(policy.finished(second, .settled) == later.enumerated().map { .answer($1.write, place: $0) })
    }

    @Test("a group has at most so many writes and so many bytes, and always one")
    func limits() throws {
        var policy = Policy(largestGroup: 3, largestGroupBytes: 100)
        var group = try #require(Self.begun(policy.submit(byteCount: 1).actions).first)
        let waiting = [10, 20, 30, 40, 70, 500, 1].map { policy.submit(byteCount: $0).write }
        var sizes: [Int] = []
        while policy.groupCount > 0 {
            guard let next = Self.begun(policy.finished(group, .settled)).first else { break }
            sizes.append(next.writes.count)
            group = next
        }
        // 10 + 20 + 30 are three; 40 + 70 are more than 100, so 40 goes alone, and 70; 500 goes although it is too large; then 1.
        #expect(sizes == [3, 1, 1, 1, 1])
        #expect(waiting.count == 7)
    }

    @Test("of a group that the database refused each write is carried out alone, and nothing else begins meanwhile")
    func poison() throws {
        var policy = Policy()
        let first = try #require(Self.begun(policy.submit(byteCount: 1).actions).first)
        let three = (0..<3).map { _ in policy.submit(byteCount: 1).write }
        let together = try #require(Self.begun(policy.finished(first, .settled)).first)
        let actions = policy.finished(together, .refusedTogether)
        let alone = try #require(Self.begun(actions).first)
        #expect(actions.count == 1 && alone.writes == three && alone.isEachAlone)
        let late = policy.submit(byteCount: 1)
        #expect(late.actions.isEmpty)
        let end = policy.finished(alone, .settled)
        #expect(Self.answered(end) == three)
        #expect(Self.begun(end).map(\.writes) == [[late.write]])
    }

    @Test("a lone write that was refused is answered, not repeated")
    func refusedAlone() throws {
        var policy = Policy()
        let (write, actions) = policy.submit(byteCount: 1)
        let group = try #require(Self.begun(actions).first)
        #expect(policy.finished(group, .refusedTogether) == [.answer(write, place: 0)])
    }

    @Test("a write is refused when too many wait")
    func full() {
        var policy = Policy(longestQueue: 1)
        _ = policy.submit(byteCount: 1)
        _ = policy.submit(byteCount: 1)
        let third = policy.submit(byteCount: 1)
        #expect(third.actions == [.refuse(third.write)])
        #expect(policy.waitingCount == 1)
    }

    @Test("a group that is reported twice changes nothing the second time")
    func twice() throws {
        var policy = Policy()
        let group = try #require(Self.begun(policy.submit(byteCount: 1).actions).first)
        _ = policy.finished(group, .settled)
        let next = policy.submit(byteCount: 1)
        #expect(policy.finished(group, .settled) == [])
        #expect(policy.groupCount == 1 && Self.begun(next.actions).count == 1)
    }

    @Test("`alone` begins every write at once")
    func withoutGroups() {
        var policy = Policy.alone
        let writes = (0..<50).map { _ in policy.submit(byteCount: 1) }
        #expect(writes.allSatisfy { Self.begun($0.actions).map(\.writes) == [[$0.write]] })
    }

    @Test(
        "in any order of events every write is answered once, within the lanes, and those that waited begin in order",
        arguments: zip(UInt64(1)...20, [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2]))
    func interleavings(seed: UInt64, lanes: Int) throws {
        var numbers = SeededNumbers(seed: seed)
        var policy = Policy(lanes: lanes, largestGroup: 4, largestGroupBytes: 30, longestQueue: 12)
        var (submitted, refused, answers) = ([Policy.Write](), Set<Policy.Write>(), [Policy.Write]())
        var (underWay, order) = ([Policy.Group](), [Policy.Write]())
        func take(_ actions: [Policy.Action]) {
            for action in actions {
                switch action {
                case .commit(let group):
                    underWay.append(group)
                    if !group.isEachAlone { order += group.writes }
                case .answer(let write, _): answers.append(write)
                case .refuse(let write): refused.insert(write)
                }
            }
        }
        for step in 0..<2_000 {
            if step < 1_500, Bool.random(using: &numbers) {
                let (write, actions) = policy.submit(byteCount: Int.random(in: 1...40, using: &numbers))
                submitted.append(write)
                take(actions)
            } else if let place = underWay.indices.randomElement(using: &numbers) {
                let group = underWay.remove(at: place)
                take(policy.finished(group, Int.random(in: 0..<5, using: &numbers) == 0 ? .refusedTogether : .settled))
            }
            #expect(underWay.count <= lanes, "seed \(seed)")
        }
        #expect(underWay.isEmpty && policy.waitingCount == 0, "seed \(seed)")
        #expect(Set(answers).union(refused) == Set(submitted), "seed \(seed)")
        #expect(answers.count + refused.count == submitted.count, "seed \(seed)")
        #expect(order == submitted.filter { !refused.contains($0) }, "seed \(seed)")
    }
}
