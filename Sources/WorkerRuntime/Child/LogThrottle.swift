import Vocabulary

/// Turns what a runner writes on standard error into log events: invalid UTF-8 is replaced, long lines are cut, and a flood is thinned
/// out with a count of what was left out. A pure value: time comes from outside.
struct LogThrottle {
    /// Lines that may come at once.
    static let burst = 200.0
    /// Lines for each second after that.
    static let linesPerSecond = 20.0
    /// Characters of a line.
    static let longestLine = 2000

    private var tokens = Self.burst
    private var last = Duration.zero
    private var leftOut = 0
    private var latest: [[UInt8]] = []

    /// The last lines, also of those left out, for the message of a crash.
    var lastLines: [String] { latest.map { Self.text($0, isCut: false) }.filter { !$0.isEmpty } }

    /// A line at a time since the start.
    mutating func take(_ bytes: [UInt8], isCut: Bool = false, at now: Duration) -> [RunnerEvent] {
        guard !bytes.isEmpty else { return [] }
        if latest.count >= 5 { latest.removeFirst() }
        latest.append(bytes)
        refill(now)
        // Before any text is made of it: a flood must not cost the processor that is being measured.
        guard tokens >= 1 else {
            leftOut += 1
            return []
        }
        let text = Self.text(bytes, isCut: isCut)
        guard !text.isEmpty else { return [] }
        tokens -= 1
        return summary() + [.log(level: .info, message: text)]
    }

    /// At the end: what was left out since the last line.
    mutating func finish() -> [RunnerEvent] { summary() }

    private static func text(_ bytes: [UInt8], isCut: Bool) -> String {
        var text = String(decoding: bytes, as: UTF8.self)
        // Colours and progress bars of a terminal are noise in a log, and control characters may be an attack on the reader's terminal.
        text.unicodeScalars.removeAll { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7f }
        let isLong = text.count > longestLine
        if isLong { text = String(text.prefix(longestLine)) }
        return isLong || isCut ? text + "…" : text
    }

    private mutating func refill(_ now: Duration) {
        let seconds = (now - last) / .seconds(1)
        last = now
        tokens = min(Self.burst, tokens + seconds * Self.linesPerSecond)
    }

    private mutating func summary() -> [RunnerEvent] {
        guard leftOut > 0 else { return [] }
        defer { leftOut = 0 }
        return [.log(level: .warning, message: "\(leftOut) lines of standard error were left out: too many at once")]
    }
}
