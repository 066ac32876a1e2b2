import Vocabulary
import Wire

/// Events on their way from a runner to the coordinator, numbered when they leave; a pure value.
///
/// Nothing is dropped: when it is full, reading from the runner pauses. Only progress that has not left yet is replaced by newer progress.
struct EventBuffer {
    /// Events in one batch.
    static let batchLimit = 100
    /// From here on the runner is not read.
    static let capacity = 1000
    /// The longest that an event waits for company.
    static let longestWait = Duration.milliseconds(400)

    private var waiting: [RunnerEvent] = []
    private var progressIndex: Int?
    private var oldest: Duration?
    private var inFlight: EventsBody?
    private var nextSequence: Int64 = 0
    private(set) var progress: Double?

    /// Whether the runner should not be read for now.
    var isFull: Bool { waiting.count >= Self.capacity }

    /// Whether everything was acknowledged.
    var isEmpty: Bool { waiting.isEmpty && inFlight == nil }

    /// Adds an event at a time since the start.
    mutating func add(_ event: RunnerEvent, at now: Duration) {
        if case .progress(let fraction, _) = event {
            progress = fraction
            if let index = progressIndex {
                waiting.remove(at: index)
                progressIndex = nil
            }
            progressIndex = waiting.count
        }
        waiting.append(event)
        if oldest == nil { oldest = now }
    }

    /// Whether a batch should leave now.
    func isDue(at now: Duration) -> Bool {
        guard let oldest, !waiting.isEmpty else { return false }
        return waiting.count >= Self.batchLimit || now - oldest >= Self.longestWait
    }

    /// The batch to send: the one that is not acknowledged yet, or the next one.
    mutating func nextBatch() -> EventsBody? {
        if let inFlight { return inFlight }
        guard !waiting.isEmpty else { return nil }
        let events = Array(waiting.prefix(Self.batchLimit))
        waiting.removeFirst(events.count)
        progressIndex = progressIndex.flatMap { $0 >= events.count ? $0 - events.count : nil }
        if waiting.isEmpty { oldest = nil }
        let batch = EventsBody(firstSequence: nextSequence, events: events)
        nextSequence += Int64(events.count)
        inFlight = batch
        return batch
    }

    /// The batch that was sent is stored.
    mutating func acknowledge() { inFlight = nil }
}
