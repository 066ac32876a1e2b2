import Foundation
import Synchronization

/// A child process that is waited for by a thread of its own.
///
/// The thread also starts it: Linux sends the parent-death signal when the *thread* that made the child ends
/// (prctl(2), PR_SET_PDEATHSIG), and threads of a pool end whenever they have been idle for a while.
final class ChildProcess: Sendable {
    /// How to start it.
    struct Plan: Sendable {
        var executable: String
        var arguments: [String]
        /// Where standard output and error go, appended.
        var log: String
    }

    private struct State {
        var status: Int32?
        var waiting: [Int: CheckedContinuation<Int32?, Never>] = [:]
        var last = 0
    }

    let processID: Int32
    private let state = Mutex(State())

    private init(processID: Int32) { self.processID = processID }

    /// Starts a process without a shell, in `/`, in a session of its own (a Ctrl-C on the terminal is not for it), without
    /// our files, with default signals and a minimal environment.
    static func start(_ plan: Plan) async throws(PrivateClusterError) -> ChildProcess {
        let result: Result<ChildProcess, PrivateClusterError> = await withCheckedContinuation { continuation in
            let thread = Thread {
                do throws(PrivateClusterError) {
                    let child = ChildProcess(processID: try spawn(plan))
                    continuation.resume(returning: .success(child))
                    child.reap()
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            thread.name = "child"
            thread.start()
        }
        return try result.get()
    }

    /// Starts a process and waits for its end.
    /// - Throws: ``PrivateClusterError/failed(command:reason:log:)`` when it ends with another status than 0.
    static func run(_ plan: Plan) async throws(PrivateClusterError) {
        let child = try await start(plan)
        let status = await child.end()
        guard status == 0 else {
            let reason = describe(status ?? -1)
            throw .failed(command: plan.executable, reason: reason, log: Files.lastLines(of: plan.log))
        }
    }

    var hasEnded: Bool { state.withLock { $0.status != nil } }

    /// Sends a signal unless the process has ended.
    func signal(_ number: Int32) {
        // The zombie is reaped under the same lock, so the number cannot belong to another process yet.
        state.withLock { state in
            if state.status == nil { kill(processID, number) }
        }
    }

    /// Sends a signal later unless the process has ended by then.
    func signal(_ number: Int32, after delay: Duration) {
        let milliseconds = Int(delay.components.seconds) * 1000
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { [weak self] in
            self?.signal(number)
        }
    }

    /// Waits for the end. Not cancellable. - Returns: the wait status; nil when it did not end in time.
    func end(within limit: Duration? = nil) async -> Int32? {
        await withCheckedContinuation { continuation in
            let (status, id) = state.withLock { state -> (Int32?, Int) in
                state.last += 1
                if state.status == nil { state.waiting[state.last] = continuation }
                return (state.status, state.last)
            }
            if let status { return continuation.resume(returning: status) }
            guard let limit else { return }
            let milliseconds = Int(limit.components.seconds) * 1000
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { [weak self] in
                let waiting = self?.state.withLock { $0.waiting.removeValue(forKey: id) }
                waiting?.resume(returning: nil)
            }
        }
    }

    /// What a wait status says, in words.
    static func describe(_ status: Int32) -> String {
        let signal = status & 0x7f
        return signal == 0 ? "it ended with status \((status >> 8) & 0xff)" : "it was ended by signal \(signal)"
    }

    private func reap() {
        var info = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(processID), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        let waiting = state.withLock { state in
            var status: Int32 = 0
            if unsafe waitpid(processID, &status, 0) != processID { status = 0xff00 }
            state.status = status
            defer { state.waiting = [:] }
            return (status, Array(state.waiting.values))
        }
        for continuation in waiting.1 { continuation.resume(returning: waiting.0) }
    }
}
