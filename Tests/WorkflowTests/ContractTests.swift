import Foundation
import Testing
import Vocabulary
import Workflow
import WorkflowTesting

@Suite("The ledger in memory")
struct ContractTests {
    @Test("keeps the promises of the queue", arguments: QueueContract.promises)
    func promise(_ promise: QueueContract.Promise) async throws {
        let ledger = InMemoryLedger()
        try await promise.check(QueueContract(ledger: ledger) { await ledger.pass(seconds: $0) })
    }

    @Test("keeps the promises about the history of metrics", arguments: SeriesContract.promises)
    func promise(_ promise: SeriesContract) async throws { try await promise.check(InMemoryLedger()) }

    @Test("there is a promise of each kind, and each has its own words")
    func promises() {
        // 3 life, 3 fencing, 6 claiming, 7 ending, 6 time, 6 submitting, 8 artifacts, 6 pausing, 3 searching.
        #expect(Set(QueueContract.promises.map(\.description)).count == 49)
    }

    @Test("the contract is broken by a ledger whose clock stands still")
    func broken() async throws {
        let promise = try #require(QueueContract.promises.first { $0.description.contains("lost workers") })
        await #expect(throws: ContractBroken.self) {
            try await promise.check(QueueContract(ledger: InMemoryLedger()) { _ in })
        }
    }

    @Test("sorts runs by a metric, those without it last, and pages through them")
    func runs() async throws {
        let ledger = InMemoryLedger()
        let worker = try await ledger.sampleWorker()
        _ = try await ledger.enqueue(try Sample.selftests(4), key: nil)
        for value in [3.0, 1.0, 2.0] {
            let lease = try #require(try await ledger.claimOne(worker))
            _ = try await ledger.finish(attempt: lease.attempt, result: Sample.result(value))
        }
        var query = RunQuery(order: .metric(MetricName.latencyMedian), descending: false, limit: 3)
        let first = try await ledger.runs(query)
        #expect(first.runs.map { $0.metrics[MetricName.latencyMedian]?.value } == [1, 2, 3])
        query.after = first.next
        let second = try await ledger.runs(query)
        #expect(second.runs.map(\.name) == ["test 3"])
        #expect(second.next == nil)
        query = RunQuery(status: .finished, order: .name, descending: true)
        #expect(try await ledger.runs(query).runs.map(\.name) == ["test 2", "test 1", "test 0"])
    }

    @Test("stores a file whole or not at all, and keeps the first")
    func files() async throws {
        let ledger = InMemoryLedger()
        let pieces = AsyncThrowingStream<Data, any Error> { continuation in
            continuation.yield(Data("ab".utf8))
            continuation.finish(throwing: LedgerError.unavailable("cut"))
        }
        await #expect(throws: LedgerError.unavailable("cut")) {
            try await ledger.store(sha256: "aa", name: "m.onnx", byteCount: 4, pieces: pieces)
        }
        #expect(try await ledger.file(sha256: "aa") == nil)
        for name in ["first", "second"] {
            try await ledger.store(sha256: "aa", name: name, byteCount: 2, pieces: .of(["a", "b"]))
        }
        let file = try #require(try await ledger.file(sha256: "aa"))
        #expect(file.name == "first")
        #expect(try await ledger.piece(sha256: "aa", number: 1) == Data("b".utf8))
        #expect(try await ledger.piece(sha256: "aa", number: 2) == nil)
    }

    @Test("knows a token by its secret until it is revoked")
    func tokens() async throws {
        let ledger = InMemoryLedger()
        let token = try await ledger.createToken(name: "laptop", role: .submit, secret: "s")
        #expect(try await ledger.token(secret: "s") == token)
        #expect(try await ledger.token(secret: "t") == nil)
        #expect(try await ledger.revokeToken(token.id))
        #expect(try await !ledger.revokeToken(token.id))
        #expect(try await ledger.token(secret: "s") == nil)
        #expect(try await ledger.tokens().isEmpty)
    }
}

extension AsyncSequence where Self == AsyncThrowingStream<Data, any Error> {
    /// Pieces from texts.
    static func of(_ texts: [String]) -> Self {
        AsyncThrowingStream { continuation in
            for text in texts { continuation.yield(Data(text.utf8)) }
            continuation.finish()
        }
    }
}
