import Testing
import Vocabulary
import WorkflowTesting

@testable import Workflow

/// The verbs over a ledger in memory.
struct WorkflowUnderTest {
    let ledger = InMemoryLedger()
    let wakeups = Wakeups()

    var submit: Submit { Submit(ledger: ledger, catalogue: Self.catalogue, wakeups: wakeups) }
    var claim: Claim {
        Claim(ledger: ledger, classes: RequirementClasses(ledger: ledger), wakeups: wakeups, lease: .standard)
    }
    var finish: Finish { Finish(ledger: ledger, retry: RetryPolicy(), wakeups: wakeups) }
    var reap: Reap { Reap(ledger: ledger, wakeups: wakeups, lease: .standard) }
    var heartbeat: Heartbeat { Heartbeat(ledger: ledger, lease: .standard) }
    var record: Record { Record(ledger: ledger) }
    var cancel: Cancel { Cancel(ledger: ledger) }
    var explain: Explain { Explain(ledger: ledger) }

    static let catalogue = ModelCatalogue(["resnet18", "vgg16"].map(facts))

    private static func facts(_ name: String) -> ModelFacts {
        ModelFacts(
            name: name, family: "test", year: 2015, paper: "none", input: [3, 224, 224], classes: 1000, parameters: 1,
            macs: 1, weightBytes: 4, activationBytes: 4, peakLiveBytes: 4, publishedTop1: nil, publishedTop5: nil,
            publishedSource: nil)
    }

    /// A submitted benchmark in a precision.
    @discardableResult func benchmark(_ precision: Precision, waits: Bool = false) async throws -> JobID {
        let configuration = try BenchmarkConfiguration(model: .zoo("resnet18"), precision: precision)
        let options = SubmitOptions(waitsForPrecision: waits)
        guard case .job(let id) = try await submit.job(.benchmark(configuration), options: options, key: nil) else {
            throw ExpectationMissed("a single job became something else")
        }
        return id
    }

    /// A lease of a self-test job for a new worker.
    func runningAttempt() async throws -> (attempt: AttemptID, worker: WorkerID) {
        let worker = try await ledger.sampleWorker()
        _ = try await ledger.sampleJob()
        let lease = try #require(try await ledger.claimOne(worker))
        return (lease.attempt, worker)
    }

    /// Whether nobody was woken since.
    func isQuiet(since ticket: Wakeups.Ticket) async -> Bool { await wakeups.ticket() == ticket }
}

struct ExpectationMissed: Error {
    let what: String
    init(_ what: String) { self.what = what }
}

/// Carries out work and says whether it ended before the net for lost wake-ups (5 s) would have caught it.
func promptly<Result>(_ work: () async throws -> Result) async throws -> (result: Result, inTime: Bool) {
    let start = ContinuousClock.now
    let result = try await work()
    return (result, start.duration(to: .now) < Claim.longestPause)
}
