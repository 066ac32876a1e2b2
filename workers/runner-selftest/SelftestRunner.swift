import Glibc
import RunnerKit
import Vocabulary

/// The runner without an engine: waits, then ends in the way that it was asked to, so that queue, agent and limits can be proved.
struct SelftestRunner: Runner {
    func describe() throws(AttemptFailure) -> RunnerDescription {
        RunnerDescription(
            engine: "selftest", engineVersion: "1", kinds: [.selftest],
            devices: [.init(name: "cpu", title: "no device", precisions: [])])
    }

    func perform(_ request: RunnerRequest, reporting channel: EventChannel) throws(AttemptFailure) -> RunResult {
        guard case .selftest(let selftest) = request.configuration else {
            throw AttemptFailure(
                code: .unsupported, message: "runner-selftest takes selftest jobs, not \(request.configuration.kind)")
        }
        let start = MonotonicClock.nanoseconds()
        if selftest.outcome == .hang { signal(SIGTERM, SIG_IGN) }
        var artifacts: [RunArtifact] = []
        if selftest.checkpoints > 0 {
            let work = CheckpointedWork(request: request, configuration: selftest, channel: channel)
            artifacts.append(try work.artifact(from: try work.run()))
        } else {
            work(seconds: selftest.seconds, channel)
        }
        switch selftest.outcome {
        case .finish: return result(MonotonicClock.seconds(since: start), artifacts)
        case .fail: throw AttemptFailure(code: .unsupported, message: "asked to fail for good")
        case .failRetryable: throw AttemptFailure(code: .failed, message: "asked to fail")
        case .crash: crash()
        case .hang: while true { MonotonicClock.sleep(seconds: 3600) }
        case .exhaustMemory: return try exhaustMemory()
        }
    }

    private func work(seconds: Double, _ channel: EventChannel) {
        let start = MonotonicClock.nanoseconds()
        while true {
            let elapsed = MonotonicClock.seconds(since: start)
            guard elapsed < seconds else { return }
            channel.send(.progress(fraction: elapsed / seconds, stage: "waiting"))
            MonotonicClock.sleep(seconds: min(0.25, seconds - elapsed))
        }
    }

    private func result(_ seconds: Double, _ artifacts: [RunArtifact]) -> RunResult {
        RunResult(
            metrics: [
                Metric(
                    key: MetricName.measuredSeconds, value: seconds,
                    timestampMilliseconds: MonotonicClock.wallMilliseconds())
            ],
            facts: ["engine": ["name": "selftest", "version": "1"]], artifacts: artifacts)
    }

    /// Ends by SIGSEGV, as a fault in a native library does.
    private func crash() -> Never {
        signal(SIGSEGV, SIG_DFL)
        raise(SIGSEGV)
        abort()
    }

    /// Takes memory and touches every page, 16 MiB at a time, until the process is stopped.
    private func exhaustMemory() throws(AttemptFailure) -> RunResult {
        let step = 16 << 20
        var taken = 0
        while let block = unsafe malloc(step) {
            unsafe memset(block, 0x5A, step)
            taken += step
        }
        throw AttemptFailure(code: .outOfMemory, message: "no more memory after \(taken >> 20) MiB")
    }
}
