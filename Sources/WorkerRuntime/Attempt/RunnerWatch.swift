import FoundationEssentials
import Glibc
import Vocabulary
import Wire

/// How a runner's part of an attempt ended.
enum RunnerEnd: Sendable, Hashable {
    /// With something to report.
    case finished(FinishBody)
    /// Because the agent stopped it before it had a result.
    case stopped(StopReason)
}

/// Decides about one runner from what is seen of it: which events it sent, when it is told to stop or killed, how it ended.
///
/// A pure value: bytes, readings and time come in, orders go out.
struct RunnerWatch {
    /// What the agent does to the runner's process group.
    enum Order: Sendable, Hashable {
        case terminate
        case kill
    }

    /// What the attempt may take.
    struct Limits: Sendable, Hashable {
        var memoryMiB: Int
        var time: Duration
        /// How long the process may take to leave after its last event.
        var leaving = Duration.seconds(10)
    }

    /// The longest line of standard output, in bytes: a result carries every sample; a million of them have about 12 MB.
    static let longestLine = 64 << 20

    /// How a runner ends that was told to stop and has saved its work: `EX_TEMPFAIL`.
    static let workIsSaved: Int32 = 75

    private let limits: Limits
    private var last: RunnerEvent?
    private var lastAt: Duration?
    private var broken: AttemptFailure?
    private var stop: StopReason?
    private var killAt: Duration?
    private var isKilled = false
    private var largestBytes: Int64 = 0
    private var hasCheckpoint = false

    init(limits: Limits) { self.limits = limits }

    /// A line of standard output.
    ///
    /// - Returns: The event to pass on, where the line is one that is not the last.
    mutating func line(_ bytes: [UInt8], at now: Duration) -> (event: RunnerEvent?, orders: [Order]) {
        guard broken == nil, !bytes.isEmpty else { return (nil, []) }
        guard last == nil else {
            return (.log(level: .warning, message: "after its last event the runner wrote: \(Self.excerpt(bytes))"), [])
        }
        let event: RunnerEvent
        do {
            event = try JSONDecoder().decode(RunnerEvent.self, from: Data(bytes))
        } catch {
            return (nil, breakOff("the runner wrote a line that is no event: \(Self.excerpt(bytes))"))
        }
        if case .artifact(let artifact) = event, artifact.kind == .checkpoint { hasCheckpoint = true }
        guard event.isLast else { return (event, []) }
        last = event
        lastAt = now
        return (nil, [])
    }

    /// A line longer than ``longestLine``.
    mutating func lineTooLong() -> [Order] {
        guard broken == nil, last == nil else { return [] }
        return breakOff("the runner wrote a line longer than \(Self.longestLine >> 20) MiB")
    }

    /// What the process group has resident.
    mutating func resident(bytes: Int64) -> [Order] {
        largestBytes = max(largestBytes, bytes)
        guard bytes > Int64(limits.memoryMiB) << 20, broken == nil, last == nil, stop == nil else { return [] }
        broken = AttemptFailure(
            code: .outOfMemory,
            message: """
                stopped at its memory limit: \((bytes + (1 << 20) - 1) >> 20) MiB resident, \(limits.memoryMiB) MiB allowed; \
                a smaller batch or a higher memory_mib may help
                """)
        return killOnce()
    }

    /// Time goes by.
    mutating func tick(at now: Duration) -> [Order] {
        if let killAt, now >= killAt { return killOnce() }
        if let lastAt, now >= lastAt + limits.leaving { return killOnce() }
        guard now >= limits.time, broken == nil, last == nil, stop == nil else { return [] }
        broken = AttemptFailure(
            code: .timeLimit, message: "stopped at its time limit of \(limits.time.components.seconds) s")
        return politely(.seconds(5), now)
    }

    /// The agent wants it to end.
    mutating func stop(_ reason: StopReason, at now: Duration) -> [Order] {
        // A lost lease overrides a cancellation: nothing may be written any more.
        if stop == nil || reason == .lost { stop = reason }
        return reason.patience == .zero ? killOnce() : politely(reason.patience, now)
    }

    /// What the runner said cannot be carried out, as storing a file that is not there.
    mutating func fail(_ failure: AttemptFailure) -> [Order] {
        guard broken == nil else { return [] }
        broken = failure
        last = nil
        return killOnce()
    }

    /// The process has ended.
    func end(_ end: ChildEnd, lastErrorLines: [String]) -> RunnerEnd {
        if stop == .lost { return .stopped(.lost) }
        switch last {
        case .result(let result): return .finished(FinishBody(result: Self.withPeak(result, end.peakKiB)))
        case .failure(let failure): return .finished(FinishBody(failure: failure))
        default: break
        }
        if let stop { return .stopped(stop) }
        if let broken { return .finished(FinishBody(failure: broken)) }
        // Somebody else told it to stop, as a manager of services that signals every process. Without a checkpoint it is a failure like any
        // other: a runner that always ends so would otherwise be started for ever.
        if end.kind == .exited(Self.workIsSaved), hasCheckpoint { return .stopped(.released) }
        let said = lastErrorLines.isEmpty ? "" : "; it last said: " + lastErrorLines.joined(separator: " | ")
        let message = Self.explanation(end.kind) + " before it had a result, peak \(end.peakKiB >> 10) MiB resident"
        return .finished(FinishBody(failure: AttemptFailure(code: .crashed, message: message + said)))
    }

    private mutating func breakOff(_ message: String) -> [Order] {
        broken = AttemptFailure(code: .crashed, message: message)
        return killOnce()
    }

    private mutating func politely(_ patience: Duration, _ now: Duration) -> [Order] {
        guard killAt == nil, !isKilled else { return [] }
        killAt = now + patience
        return [.terminate]
    }

    private mutating func killOnce() -> [Order] {
        guard !isKilled else { return [] }
        isKilled = true
        return [.kill]
    }

    /// Adds what `wait4` says, unless the runner claims to know it itself.
    private static func withPeak(_ result: RunResult, _ peakKiB: Int64) -> RunResult {
        guard peakKiB > 0, !result.metrics.contains(where: { $0.key == MetricName.memoryPeak }) else { return result }
        let now = Int64((Date().timeIntervalSince1970 * 1000).rounded())
        let peak = Metric(key: MetricName.memoryPeak, value: Double(peakKiB) / 1024, timestampMilliseconds: now)
        return RunResult(
            metrics: result.metrics + [peak], samples: result.samples, tags: result.tags, facts: result.facts,
            absent: result.absent.filter { $0.key != MetricName.memoryPeak }, artifacts: result.artifacts)
    }

    private static func explanation(_ kind: ChildEnd.Kind) -> String {
        switch kind {
        case .exited(let code): return "the runner ended with code \(code)"
        case .signalled(SIGKILL):
            return "the runner was killed by signal 9 (SIGKILL: by somebody, or by the kernel when memory ran out)"
        case .signalled(let signal): return "the runner died by signal \(signal)\(name(of: signal))"
        }
    }

    private static func name(of signal: Int32) -> String {
        let names = [
            SIGSEGV: "SIGSEGV", SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGILL: "SIGILL",
            SIGTERM: "SIGTERM", SIGINT: "SIGINT", SIGHUP: "SIGHUP", SIGPIPE: "SIGPIPE", SIGSYS: "SIGSYS",
            SIGXCPU: "SIGXCPU", SIGTRAP: "SIGTRAP",
        ]
        return names[signal].map { " (\($0))" } ?? ""
    }

    private static func excerpt(_ bytes: [UInt8]) -> String {
        var text = String(decoding: bytes.prefix(200), as: UTF8.self)
        text.unicodeScalars.removeAll { $0.value < 0x20 || $0.value == 0x7f }
        return text + (bytes.count > 200 ? "…" : "")
    }
}
