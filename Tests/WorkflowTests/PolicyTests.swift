import HTTPTesting
import Testing
import Vocabulary
import Workflow

@Suite("Policies")
struct PolicyTests {
    @Test(
        "a failure that cannot pass is never tried again",
        arguments: [
            AttemptFailure.Code.unsupportedPrecision, .unsupported, .invalidModel, .outOfMemory, .timeLimit,
            .workersLost,
        ])
    func never(code: AttemptFailure.Code) {
        var generator = SeededNumbers(seed: 1)
        let failure = AttemptFailure(code: code, message: "x")
        let decision = RetryPolicy().decision(about: failure, using: &generator)
        #expect(decision == .never)
        #expect(decision.pauseSeconds(afterFailures: 0) == nil)
    }

    @Test(
        "a failure that may pass is tried again after the policy's pause, with jitter between ½ and 1",
        arguments: [AttemptFailure.Code.crashed, .agent, .failed])
    func jitter(code: AttemptFailure.Code) throws {
        let seed: UInt64 = 42
        var generator = SeededNumbers(seed: seed)
        var drawn: [Double] = []
        for _ in 0..<1000 {
            let failure = AttemptFailure(code: code, message: "x")
            let decision = RetryPolicy(baseSeconds: 3, capSeconds: 20).decision(about: failure, using: &generator)
            guard case .backOff(let base, let cap, let jitter) = decision else {
                throw ExpectationMissed("no retry, seed \(seed)")
            }
            #expect(base == 3 && cap == 20)
            drawn.append(jitter)
        }
        let (least, greatest) = (try #require(drawn.min()), try #require(drawn.max()))
        #expect(least >= 0.5 && greatest <= 1, "seed \(seed)")
        // Of 1000 draws none in an outer tenth has the probability 0.9¹⁰⁰⁰ ≈ 10⁻⁴⁶.
        #expect(least < 0.55 && greatest > 0.95, "seed \(seed)")
    }

    @Test(
        "pauses are 2, 4, 8 … seconds, at most five minutes",
        arguments: zip(
            [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 99, 1000], [2.0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]))
    func pauses(failures: Int, seconds: Double) {
        let policy = RetryPolicy()
        let decision = RetryPolicy.Decision.backOff(
            baseSeconds: policy.baseSeconds, capSeconds: policy.capSeconds, jitter: 1)
        #expect(decision.pauseSeconds(afterFailures: failures) == seconds)
    }

    @Test("the jitter shortens the capped pause too")
    func jitterOfCap() {
        let decision = RetryPolicy.Decision.backOff(baseSeconds: 10, capSeconds: 300, jitter: 0.5)
        #expect(decision.pauseSeconds(afterFailures: 3) == 40)
        #expect(decision.pauseSeconds(afterFailures: 9) == 150)
    }

    @Test("a base above the cap pauses for the cap")
    func baseAboveCap() {
        let decision = RetryPolicy.Decision.backOff(baseSeconds: 10, capSeconds: 4, jitter: 1)
        #expect(decision.pauseSeconds(afterFailures: 0) == 4)
    }

    @Test("a lease is 1 s to an hour", arguments: [0.9, 3601, -1, .nan, .infinity])
    func noLease(seconds: Double) { #expect(LeasePolicy(seconds: seconds) == nil) }

    @Test("a lease is 30 s unless asked otherwise")
    func lease() {
        #expect(LeasePolicy.standard.seconds == 30)
        #expect(LeasePolicy() == .standard)
        #expect([1, 3600].map { LeasePolicy(seconds: $0)?.seconds } == [1, 3600])
    }
}
