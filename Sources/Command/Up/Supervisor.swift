import Client
import Foundation
import Synchronization
import WorkerRuntime

/// Keeps one process running until it is told to stop.
final class Supervisor: Sendable {
    private struct State {
        var process: SupervisedProcess?
        var isStopping = false
        var isWorthwhile: Bool
    }

    private let name: String
    private let path: String
    private let arguments: [String]
    private let state: Mutex<State>

    /// - Parameter mustProveItself: Whether an end before ``proveWorthwhile()`` is final: what never worked will not work the next time.
    init(_ name: String, _ path: String, _ arguments: [String], mustProveItself: Bool = false) {
        self.name = name
        self.path = path
        self.arguments = arguments
        state = Mutex(State(isWorthwhile: !mustProveItself))
    }

    /// It has worked: from now on it is started again whenever it ends.
    func proveWorthwhile() { state.withLock { $0.isWorthwhile = true } }

    /// Starts it and starts it again when it ends, until ``stop(within:)``.
    ///
    /// - Returns: How it ended last; `nil` when it was stopped before it began.
    func run() async -> SupervisedProcess.End? {
        var policy = RestartPolicy()
        while true {
            let begin = ContinuousClock.now
            let process: SupervisedProcess? = state.withLock { state in
                guard !state.isStopping else { return nil }
                let process = SupervisedProcess.start(
                    path, arguments, environment: ProcessInfo.processInfo.environment)
                state.process = process
                return process
            }
            guard let process else { return nil }
            let end = await process.end()
            if state.withLock({ $0.isStopping || !$0.isWorthwhile }) { return end }
            let pause = policy.pause(afterLiving: ContinuousClock.now - begin)
            Terminal.note("shoestring: the \(name) \(end); it is started again")
            do {
                try await Task.sleep(for: pause)
            } catch {
                return end
            }
        }
    }

    /// Asks it to end, and ends it when it takes longer.
    func stop(within limit: Duration) async {
        let process = state.withLock { state in
            state.isStopping = true
            return state.process
        }
        guard let process else { return }
        process.signal(SIGTERM)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = await process.end() }
            group.addTask {
                do {
                    try await Task.sleep(for: limit)
                } catch {
                    return
                }
                Terminal.note("shoestring: the \(self.name) takes too long to stop and is killed")
                process.signal(SIGKILL)
                _ = await process.end()
            }
            await group.next()
            group.cancelAll()
        }
    }
}
