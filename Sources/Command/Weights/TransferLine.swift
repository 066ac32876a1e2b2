import Foundation

/// How far a transfer is, on standard error: one line that is drawn again on a terminal, a line every ten seconds elsewhere.
final class TransferLine {
    private let start = ContinuousClock.now
    private var first: Int?
    private var last: ContinuousClock.Instant?
    private var isDrawn = false

    /// Shows bytes received, of a total where that is known.
    func show(_ received: Int, _ total: Int?) {
        let now = ContinuousClock.now
        let begun = first ?? received
        first = begun
        let isDone = received == total
        let pause: Duration = Terminal.canDraw ? .milliseconds(200) : .seconds(10)
        if let last, now - last < pause, !isDone { return }
        last = now
        let seconds = (now - start) / .seconds(1)
        let rate = seconds > 0 ? Double(received - begun) / seconds : 0
        var text = "\(Self.mebibytes(received)) MiB"
        if let total {
            text = "\(Self.mebibytes(received)) of \(Self.mebibytes(total)) MiB"
            if rate > 0, !isDone {
                text +=
                    ", \(Cell.fixed(rate / 1_048_576, 1)) MiB/s, "
                    + "\(ProgressMeter.time(Double(total - received) / rate)) left"
            }
        }
        guard Terminal.canDraw else { return Terminal.note(text) }
        Terminal.draw("\r\u{1B}[K" + text)
        isDrawn = true
    }

    /// Leaves the line.
    func end() {
        if isDrawn { Terminal.draw("\n") }
        isDrawn = false
    }

    private static func mebibytes(_ count: Int) -> String { Cell.fixed(Double(count) / 1_048_576, 1) }
}
