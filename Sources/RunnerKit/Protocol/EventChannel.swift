import FoundationEssentials
import Glibc
import Synchronization
public import Vocabulary

/// The runner's way to its agent: one event a line, each written at once. Usable from any thread; lines never mix.
public final class EventChannel: Sendable {
    private let descriptor: Int32
    private let lastProgress: Mutex<UInt64?>
    /// Progress is for people: more than ten lines a second would only cost.
    private static let progressInterval: UInt64 = 100_000_000

    init(descriptor: Int32) {
        self.descriptor = descriptor
        lastProgress = Mutex(nil)
    }

    /// Takes standard output for the protocol and points descriptor 1 at standard error, so that what a native library
    /// prints cannot break a line of the protocol. To be called once, before any engine is loaded.
    ///
    /// - Returns: `nil` when standard output is closed.
    static func takingStandardOutput() -> EventChannel? {
        let own = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
        guard own >= 0 else { return nil }
        if dup2(STDERR_FILENO, STDOUT_FILENO) < 0 { close(STDOUT_FILENO) }
        return EventChannel(descriptor: own)
    }

    /// Writes one event. When the agent has gone the process ends with ``ExitCode/output``: nobody wants the result.
    public func send(_ event: RunnerEvent) {
        if case .progress(let fraction, _) = event, fraction < 1, !progressIsDue() { return }
        writeLine(event)
    }

    /// Writes a log line for the attempt.
    public func log(_ level: RunnerEvent.LogLevel, _ message: String) {
        send(.log(level: level, message: message))
    }

    func writeLine(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var line: Data
        do {
            line = try encoder.encode(value)
        } catch {
            StandardError.print("an event could not be written as JSON: \(error)")
            _exit(ExitCode.output.rawValue)
        }
        line.append(0x0A)
        lastProgress.withLock { _ in writeAll(line) }
    }

    private func progressIsDue() -> Bool {
        let now = MonotonicClock.nanoseconds()
        return lastProgress.withLock { last in
            if let previous = last, now - previous < Self.progressInterval { return false }
            last = now
            return true
        }
    }

    private func writeAll(_ line: Data) {
        var rest = line[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { bytes in
                unsafe write(descriptor, bytes.baseAddress, bytes.count)
            }
            if written < 0 {
                if errno == EINTR { continue }
                StandardError.print("the agent does not read any more (errno \(errno))")
                _exit(ExitCode.output.rawValue)
            }
            rest = rest.dropFirst(written)
        }
    }
}
