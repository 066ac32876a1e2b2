/// Which small writes are committed together: the decisions alone; who calls carries the actions out.
///
/// While a lane is free a write starts at once, alone: nobody waits for company. While every lane is busy writes gather, and the lane that
/// comes free first takes what has gathered, in order. So a group is as large as the load makes it, and a lone write pays nothing.
///
///     submit ──► a lane is free ──► commit [1]
///        └─────► none is ──► waits ──► finished ──► commit [2, 3, 4]
///                                                      ├─ committed ──► answer each
///                                                      ├─ refused, of several ──► commit each alone ──► answer each
///                                                      └─ refused alone, or no answer ──► answer each
public struct GroupCommit: Sendable {
    /// One write.
    public struct Write: Hashable, Sendable {
        let number: UInt64
    }

    /// What is committed together.
    public struct Group: Hashable, Sendable {
        /// The writes, the oldest first.
        public let writes: [Write]
        /// Whether each is its own transaction, so that one that the database refuses fails alone.
        public let isEachAlone: Bool
    }

    /// What to do.
    public enum Action: Hashable, Sendable {
        /// Carry out a group and say how it ended with ``GroupCommit/finished(_:_:)``.
        case commit(Group)
        /// The write's outcome is known: the group's, at this place.
        case answer(Write, place: Int)
        /// Too many wait already; nothing of the write was sent.
        case refuse(Write)
    }

    /// How a group ended.
    public enum Outcome: Hashable, Sendable {
        /// Every write has an outcome of its own: all are durable, or each was carried out alone.
        case settled
        /// The database refused one of several and undid all of them.
        case refusedTogether
    }

    /// How many groups are under way at most.
    public let lanes: Int
    /// How many writes a group has at most: the locks of all are held until the last is done.
    public let largestGroup: Int
    /// How many bytes a group has at most, unless it is one write: small ones do not wait for what a large one brings along.
    public let largestGroupBytes: Int
    /// How many writes wait at most.
    public let longestQueue: Int

    private var waiting: [(write: Write, byteCount: Int)] = []
    private var underWay: Set<Group> = []
    private var lastNumber: UInt64 = 0

    /// Nothing is under way.
    public init(
        lanes: Int = 1, largestGroup: Int = 64, largestGroupBytes: Int = 1 << 20, longestQueue: Int = 4096
    ) {
        self.lanes = max(1, lanes)
        self.largestGroup = max(1, largestGroup)
        self.largestGroupBytes = largestGroupBytes
        self.longestQueue = max(0, longestQueue)
    }

    /// Every write starts at once and is committed alone: what group commit is measured against.
    public static let alone = GroupCommit(lanes: .max, largestGroup: 1)

    /// How many writes wait.
    public var waitingCount: Int { waiting.count }
    /// How many groups are under way.
    public var groupCount: Int { underWay.count }

    /// A write of so many bytes wants to be carried out.
    public mutating func submit(byteCount: Int) -> (write: Write, actions: [Action]) {
        lastNumber += 1
        let write = Write(number: lastNumber)
        if underWay.count < lanes { return (write, [start([write])]) }
        guard waiting.count < longestQueue else { return (write, [.refuse(write)]) }
        waiting.append((write, byteCount))
        return (write, [])
    }

    /// A group ended; a group that is not under way changes nothing.
    public mutating func finished(_ group: Group, _ outcome: Outcome) -> [Action] {
        guard underWay.remove(group) != nil else { return [] }
        if outcome == .refusedTogether, !group.isEachAlone, group.writes.count > 1 {
            // The lane stays taken: what gathers meanwhile goes together again, after it.
            return [start(group.writes, eachAlone: true)]
        }
        let answers = group.writes.enumerated().map { Action.answer($1, place: $0) }
        return waiting.isEmpty ? answers : answers + [start(gathered())]
    }

    /// Takes what may go together from the front of those that wait, at least one.
    private mutating func gathered() -> [Write] {
        var count = 0
        var bytes = 0
        for entry in waiting.prefix(largestGroup) {
            bytes += entry.byteCount
            if count > 0, bytes > largestGroupBytes { break }
            count += 1
        }
        defer { waiting.removeFirst(count) }
        return waiting.prefix(count).map(\.write)
    }

    private mutating func start(_ writes: [Write], eachAlone: Bool = false) -> Action {
        let group = Group(writes: writes, isEachAlone: eachAlone)
        underWay.insert(group)
        return .commit(group)
    }
}
