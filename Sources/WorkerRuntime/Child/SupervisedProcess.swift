import Glibc
import HTTPClient
import Synchronization

/// A process of this machine that shares our output and that we wait for and stop; it gets SIGTERM when we are killed.
public final class SupervisedProcess: Sendable {
    /// How it ended.
    public enum End: Sendable, Hashable, CustomStringConvertible {
        /// With a code.
        case exited(Int32)
        /// By a signal.
        case signalled(Int32)
        /// It never ran.
        case failed(ChildError)

        /// The end in words.
        public var description: String {
            switch self {
            case .exited(let code): "ended with code \(code)"
            case .signalled(let signal): "was ended by signal \(signal)"
            case .failed(let error): "could not be started: \(error)"
            }
        }
    }

    private struct State {
        var pid: pid_t?
        var pending: [Int32] = []
        var end: End?
        var waiting: [CheckedContinuation<End, Never>] = []
    }

    private let state = Mutex(State())

    private init() {}

    /// Starts it on a thread that lives as long as it.
    ///
    /// - Parameters:
    ///   - path: The executable, absolute.
    ///   - environment: The whole environment.
    public static func start(
        _ path: String, _ arguments: [String], environment: [String: String]
    ) -> SupervisedProcess {
        let process = SupervisedProcess()
        let plan = ChildPlan(
            path: path, arguments: arguments, environment: environment, streams: .inherited, deathSignal: SIGTERM,
            outOfMemoryScore: 0)
        if !SystemThread.start({ process.live(plan) }) { process.finish(.failed(.noThread)) }
        return process
    }

    /// Sends it a signal, unless it has ended.
    public func signal(_ number: Int32) {
        state.withLock { state in
            if let pid = state.pid {
                kill(pid, number)
            } else if state.end == nil {
                state.pending.append(number)
            }
        }
    }

    /// Its number, while it runs.
    public var processNumber: Int32? { state.withLock { $0.pid } }

    /// Waits for its end.
    public func end() async -> End {
        await withCheckedContinuation { continuation in
            let end = state.withLock { state in
                if state.end == nil { state.waiting.append(continuation) }
                return state.end
            }
            if let end { continuation.resume(returning: end) }
        }
    }

    private func live(_ plan: ChildPlan) {
        do throws(ChildError) {
            var child = try Child.start(plan)
            let pid = child.pid
            state.withLock { state in
                state.pid = pid
                for number in state.pending { kill(pid, number) }
            }
            while !child.hasEnded {
                var polls = [pollfd(fd: child.exit.number, events: Int16(POLLIN), revents: 0)]
                unsafe poll(&polls, 1, child.exit.number < 0 ? 50 : -1)
            }
            state.withLock { $0.pid = nil }  // before it is reaped, so that no signal can hit a stranger
            switch child.reap(sparingGroup: true).kind {
            case .exited(let code): finish(.exited(code))
            case .signalled(let signal): finish(.signalled(signal))
            }
        } catch {
            finish(.failed(error))
        }
    }

    private func finish(_ end: End) {
        let waiting = state.withLock { state in
            state.end = end
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: end) }
    }
}
