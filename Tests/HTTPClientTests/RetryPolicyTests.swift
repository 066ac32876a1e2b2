import HTTPClient
import HTTPTesting
import Testing

@Suite("When a request is sent again")
struct RetryPolicyTests {
    let policy = RetryPolicy(
        maximumTries: 4, firstCeiling: .milliseconds(100), largestCeiling: .milliseconds(300),
        longestRetryAfter: .seconds(5))

    /// The upper end of every range: the delay is its ceiling.
    struct Highest: RandomNumberGenerator {
        mutating func next() -> UInt64 { .max }
    }

    @Test(
        "the ceiling doubles up to the largest",
        arguments: [(1, 100), (2, 200), (3, 300), (4, 300), (1000, 300)])
    func ceiling(tries: Int, milliseconds: Int) {
        #expect(policy.ceiling(after: tries) == .milliseconds(milliseconds))
    }

    @Test("a delay lies between zero and its ceiling, and the draws differ (seed 7)")
    func jitter() {
        var numbers = SeededNumbers(seed: 7)
        let delays = (0..<1000).map { _ in policy.delay(after: 2, using: &numbers) }
        #expect(delays.allSatisfy { (.zero ... .milliseconds(200)).contains($0) })
        #expect(Set(delays).count > 990)
        // The mean of 1,000 even draws from 0…200 ms is 100 ms with a standard error of 200/√12/√1000 = 1.8 ms.
        let mean = delays.reduce(Duration.zero, +) / 1000
        #expect((Duration.milliseconds(90) ... .milliseconds(110)).contains(mean))
    }

    @Test("a repeatable request is sent again after anything temporary, as often as allowed")
    func repeatable() {
        var numbers = Highest()
        let outcomes: [RetryPolicy.Outcome] = [
            .failure(.notConnected(reason: "")), .failure(.interrupted(reason: "")), .failure(.timedOut(reason: "")),
            .answer(status: 503, retryAfter: nil), .answer(status: 429, retryAfter: nil),
        ]
        for outcome in outcomes {
            #expect(
                policy.decision(after: 1, outcome: outcome, isRepeatable: true, using: &numbers)
                    == .retry(after: .milliseconds(100)))
            #expect(policy.decision(after: 4, outcome: outcome, isRepeatable: true, using: &numbers) == .accept)
        }
    }

    @Test("a request with an effect is sent again only when the server surely saw nothing of it")
    func unrepeatable() {
        var numbers = Highest()
        func decision(_ outcome: RetryPolicy.Outcome) -> RetryPolicy.Decision {
            policy.decision(after: 1, outcome: outcome, isRepeatable: false, using: &numbers)
        }
        #expect(decision(.failure(.notConnected(reason: ""))) == .retry(after: .milliseconds(100)))
        #expect(decision(.failure(.interrupted(reason: ""))) == .accept)
        #expect(decision(.failure(.timedOut(reason: ""))) == .accept)
        #expect(decision(.answer(status: 503, retryAfter: nil)) == .accept)
    }

    @Test("what will not pass by itself is not repeated", arguments: [200, 400, 401, 404, 409, 413, 500])
    func permanent(status: Int) {
        var numbers = Highest()
        let outcome = RetryPolicy.Outcome.answer(status: status, retryAfter: nil)
        #expect(policy.decision(after: 1, outcome: outcome, isRepeatable: true, using: &numbers) == .accept)
        let untrusted = RetryPolicy.Outcome.failure(.untrusted(reason: ""))
        #expect(policy.decision(after: 1, outcome: untrusted, isRepeatable: true, using: &numbers) == .accept)
    }

    @Test("a pause that the server asks for comes on top of the jitter; too long a pause ends it")
    func retryAfter() {
        var numbers = Highest()
        #expect(
            policy.decision(
                after: 1, outcome: .answer(status: 503, retryAfter: .seconds(2)), isRepeatable: true, using: &numbers)
                == .retry(after: .milliseconds(2100)))
        #expect(
            policy.decision(
                after: 1, outcome: .answer(status: 503, retryAfter: .seconds(6)), isRepeatable: true, using: &numbers)
                == .accept)
    }

    @Test("GET, HEAD, PUT and DELETE are repeatable, POST only with an Idempotency-Key")
    func methods() {
        for method in HTTPRequest.Method.allCases {
            #expect(HTTPRequest(method, "http://host/").isRepeatable == (method != .post))
        }
        let keyed = HTTPRequest(.post, "http://host/", headers: [HTTPField("idempotency-key", "a")])
        #expect(keyed.isRepeatable)
    }
}
