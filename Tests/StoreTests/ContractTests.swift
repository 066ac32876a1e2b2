import Postgres
import Testing
import Workflow
import WorkflowTesting

@testable import Store

@Suite("The ledger in Postgres")
struct ContractTests {
    /// Seconds pass by ageing the rows: the database's clock cannot be set.
    private static let ageing = [
        """
        UPDATE job_live SET lease_until = lease_until - make_interval(secs => :s::float8), \
        runs_at = runs_at - make_interval(secs => :s::float8), claimed_at = claimed_at - make_interval(secs => :s::float8)
        """,
        "UPDATE worker SET last_seen_at = last_seen_at - make_interval(secs => :s::float8)",
        "UPDATE file SET used_at = used_at - make_interval(secs => :s::float8)",
    ]

    @Test("keeps the promises that the ledger in memory keeps", arguments: QueueContract.promises)
    func promise(_ promise: QueueContract.Promise) async throws {
        try await withLedger { ledger, client in
            try await promise.check(
                QueueContract(ledger: ledger) { seconds in
                    for sql in Self.ageing { _ = try await client.execute(Statement(sql: sql), ["s": seconds]) }
                })
        }
    }
}
