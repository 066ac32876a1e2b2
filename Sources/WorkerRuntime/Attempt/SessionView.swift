import Glibc
import Vocabulary

/// What a session's thread knows of its runner: the lines so far, the readings, and the decisions that follow.
struct SessionView {
    /// Milliseconds between two looks at the memory.
    static let lookMilliseconds: Int32 = 200

    private(set) var watch: RunnerWatch
    private var memory: GroupMemory
    private var outputLines = LineSplitter(limit: RunnerWatch.longestLine, overlong: .refused)
    private var errorLines = LineSplitter(limit: 16_384, overlong: .cut)
    private var throttle = LogThrottle()
    private var events: [RunnerEvent] = []
    private var orders: [RunnerWatch.Order] = []
    private var nextLook = Duration.zero

    init(limits: RunnerWatch.Limits, group: pid_t) {
        watch = RunnerWatch(limits: limits)
        memory = GroupMemory(group: group)
    }

    var lastErrorLines: [String] { throttle.lastLines }

    mutating func output(_ bytes: ArraySlice<UInt8>, at now: Duration) { take(outputLines.take(bytes), now) }

    mutating func error(_ bytes: ArraySlice<UInt8>, at now: Duration) { log(errorLines.take(bytes), now) }

    mutating func finishReading(at now: Duration) {
        take(outputLines.finish(), now)
        log(errorLines.finish(), now)
        events += throttle.finish()
    }

    /// Looks at the clock, at what the agent wants and, every ``lookMilliseconds``, at the memory.
    mutating func look(stopping stop: StopReason?, at now: Duration) -> [RunnerWatch.Order] {
        if let stop { orders += watch.stop(stop, at: now) }
        orders += watch.tick(at: now)
        if now >= nextLook {
            nextLook = now + .milliseconds(Int(Self.lookMilliseconds))
            if let bytes = memory.residentBytes() { orders += watch.resident(bytes: bytes) }
        }
        defer { orders = [] }
        return orders
    }

    /// What the runner said cannot be carried out.
    mutating func fail(_ failure: AttemptFailure) { orders += watch.fail(failure) }

    mutating func takeEvents() -> [RunnerEvent] {
        defer { events = [] }
        return events
    }

    private mutating func take(_ pieces: [LineSplitter.Piece], _ now: Duration) {
        for piece in pieces {
            switch piece {
            case .line(let bytes), .cutLine(let bytes):
                let (event, orders) = watch.line(bytes, at: now)
                if let event { events.append(event) }
                self.orders += orders
            case .tooLong: orders += watch.lineTooLong()
            }
        }
    }

    private mutating func log(_ pieces: [LineSplitter.Piece], _ now: Duration) {
        for piece in pieces {
            switch piece {
            case .line(let bytes): events += throttle.take(bytes, at: now)
            case .cutLine(let bytes): events += throttle.take(bytes, isCut: true, at: now)
            case .tooLong: break
            }
        }
    }
}

extension Child {
    /// What its standard output has now; `nil` when that is nothing. At its end the pipe is closed.
    mutating func readOutput(_ buffer: inout [UInt8]) -> ArraySlice<UInt8>? {
        switch output.read(into: &buffer) {
        case .count(let count): return buffer[..<count]
        case .wouldBlock: return nil
        case .ended:
            output.shut()
            return nil
        }
    }

    /// What its standard error has now; `nil` when that is nothing.
    mutating func readError(_ buffer: inout [UInt8]) -> ArraySlice<UInt8>? {
        switch error.read(into: &buffer) {
        case .count(let count): return buffer[..<count]
        case .wouldBlock: return nil
        case .ended:
            error.shut()
            return nil
        }
    }
}
