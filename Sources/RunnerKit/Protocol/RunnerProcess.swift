import FoundationEssentials
import Glibc
import Vocabulary

/// A runner's whole life as a process: `docs/runner-protocol.md` is its contract.
public enum RunnerProcess {
    /// Speaks the protocol for `runner` and ends the process; a runner's main calls nothing else.
    ///
    /// The process ends without running exit handlers: what an engine's libraries do in theirs cannot turn a result into a crash.
    public static func run(_ runner: some Runner) -> Never {
        guard let channel = EventChannel.takingStandardOutput() else { leave(.output) }
        obeySignals()
        switch Array(CommandLine.arguments.dropFirst()) {
        case [], ["run"]: serve(runner, channel)
        case ["describe"]: describe(runner, channel)
        default:
            StandardError.print(usage)
            leave(CommandLine.arguments.dropFirst() == ["--help"] ? .done : .usage)
        }
    }

    private static let usage = """
        usage: runner describe    prints what it can do here, one line of JSON
               runner [run]       reads one request, a line of JSON, from standard input, which stays open, and
                                  writes events, one line of JSON each; example:
                                  (cat request.json; sleep 60) | runner-openvino
        exit codes: 0 result, 1 failure event, 64 usage, 65 request not understood, 69 engine not usable,
                    74 nobody reads, 75 standard input closed before the end, or stopped with its work saved
        """

    private static func serve(_ runner: some Runner, _ channel: EventChannel) -> Never {
        let request: RunnerRequest
        do throws(AttemptFailure) {
            guard let line = try RequestLine.read(from: STDIN_FILENO) else { leave(.stopped) }
            request = try RequestLine.decode(line)
        } catch {
            channel.send(.failure(error))
            leave(.request)
        }
        stopWhenInputCloses()
        do throws(AttemptFailure) {
            let result = try runner.perform(request, reporting: channel)
            for artifact in result.artifacts { try artifact.checkFile(below: request.scratchPath) }
            channel.send(.result(result))
            leave(.done)
        } catch {
            channel.send(.failure(error))
            leave(.failed)
        }
    }

    private static func describe(_ runner: some Runner, _ channel: EventChannel) -> Never {
        do throws(AttemptFailure) {
            channel.writeLine(try runner.describe())
            leave(.done)
        } catch {
            StandardError.print("\(error.code.rawValue): \(error.message)")
            leave(.unavailable)
        }
    }

    /// SIGTERM ends the process at once, whatever the parent's mask was: there is nothing to tidy, the scratch folder is the
    /// agent's and cached files appear by renaming. SIGPIPE becomes an error of `write`.
    private static func obeySignals() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGTERM, SIG_DFL)
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGTERM)
        unsafe sigprocmask(SIG_UNBLOCK, &signals, nil)
    }

    /// An agent that dies takes its end of the pipe with it, and so its runner. A thread of its own, because the main thread may
    /// be inside a native library for minutes.
    private static func stopWhenInputCloses() {
        let watcher = SystemThread {
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                    unsafe read(STDIN_FILENO, bytes.baseAddress, bytes.count)
                }
                if count < 0, errno == EINTR { continue }
                if count <= 0 { leave(.stopped) }
            }
        }
        guard let watcher else {
            StandardError.print("no thread to watch standard input: only SIGTERM stops this runner")
            return
        }
        watcher.detach()
    }

    private static func leave(_ code: ExitCode) -> Never { _exit(code.rawValue) }
}
