import Glibc
import HTTPClient

/// What a short-lived child wrote, and how it ended.
struct ChildCapture: Sendable {
    /// At most 1 MiB.
    let output: [UInt8]
    /// At most 1 MiB.
    let error: [UInt8]
    let end: ChildEnd
    let ranOutOfTime: Bool

    private static let largest = 1 << 20

    /// Runs a child to its end, on a thread of its own, and kills its group when it takes too long.
    static func run(_ plan: ChildPlan, limit: Duration) async throws(ChildError) -> ChildCapture {
        let result: Result<ChildCapture, ChildError> = await withCheckedContinuation { continuation in
            let started = SystemThread.start {
                do throws(ChildError) {
                    continuation.resume(returning: .success(try watch(plan, limit)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !started { continuation.resume(returning: .failure(.noThread)) }
        }
        return try result.get()
    }

    private static func watch(_ plan: ChildPlan, _ limit: Duration) throws(ChildError) -> ChildCapture {
        var child = try Child.start(plan)
        child.input.shut()
        try child.output.makeNonBlocking()
        try child.error.makeNonBlocking()
        let deadline = ContinuousClock.now + limit
        var output: [UInt8] = []
        var error: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        func drain(_ child: inout Child) {
            // A few pieces at a time, so that a child that never stops writing is still stopped in time.
            for _ in 0..<64 {
                guard let bytes = child.readOutput(&buffer) else { break }
                output += bytes.prefix(largest - output.count)
            }
            for _ in 0..<64 {
                guard let bytes = child.readError(&buffer) else { break }
                error += bytes.prefix(largest - error.count)
            }
        }
        var late = false
        while !child.hasEnded {
            if ContinuousClock.now >= deadline {
                late = true
                break
            }
            var polls = [child.output.number, child.error.number, child.exit.number].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            unsafe poll(&polls, nfds_t(polls.count), 20)
            drain(&child)
        }
        child.signalGroup(SIGKILL)
        drain(&child)
        return ChildCapture(output: output, error: error, end: child.reap(), ranOutOfTime: late)
    }
}
