import Foundation
import Vocabulary

/// How far a sweep is, how fast it goes and how long it will take; a pure value.
struct ProgressMeter {
    private let firstDone: Int
    private let start: Duration
    private(set) var sweep: Sweep
    private var now: Duration

    /// From the first look, at a time.
    init(_ sweep: Sweep, at now: Duration) {
        self.sweep = sweep
        firstDone = Self.ended(sweep)
        start = now
        self.now = now
    }

    /// Another look.
    mutating func update(_ sweep: Sweep, at now: Duration) {
        self.sweep = sweep
        self.now = now
    }

    /// Jobs ended each second since the first look; `nil` before one has.
    var rate: Double? {
        let seconds = (now - start) / .seconds(1)
        let ended = Self.ended(sweep) - firstDone
        return ended > 0 && seconds > 0 ? Double(ended) / seconds : nil
    }

    /// Seconds until the end at that rate.
    var secondsLeft: Double? { rate.map { Double(sweep.waiting + sweep.running) / $0 } }

    /// One line: `12/24 done, 1 failed, 1 running, 0.21/s, 57 s left`.
    var line: String {
        var parts = ["\(sweep.done)/\(sweep.total) done"]
        if sweep.failed > 0 { parts.append("\(sweep.failed) failed") }
        if sweep.cancelled > 0 { parts.append("\(sweep.cancelled) cancelled") }
        if sweep.running > 0 { parts.append("\(sweep.running) running") }
        if let rate, !sweep.isFinal { parts.append(Cell.fixed(rate, 2) + "/s") }
        if let secondsLeft, !sweep.isFinal { parts.append(Self.time(secondsLeft) + " left") }
        return parts.joined(separator: ", ")
    }

    /// A bar with the line behind it, at most `width` characters.
    func bar(width: Int) -> String {
        let cells = max(0, min(30, width - line.count - 4))
        guard cells >= 5, sweep.total > 0 else { return String(line.prefix(max(0, width - 1))) }
        let full = cells * Self.ended(sweep) / sweep.total
        return "[" + String(repeating: "=", count: full) + String(repeating: " ", count: cells - full) + "] " + line
    }

    /// `57 s`, `3 min 5 s`, `2 h 4 min`.
    static func time(_ seconds: Double) -> String {
        let whole = Int(min(seconds.rounded(), 1e9))
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    private static func ended(_ sweep: Sweep) -> Int { sweep.done + sweep.failed + sweep.cancelled }
}
