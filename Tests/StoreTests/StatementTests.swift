import Foundation
import Postgres
import Testing
import Vocabulary
import Workflow

@testable import Store

@Suite("A statement file")
struct StatementTests {
    @Test("exists for every name, and has a name for every file")
    func names() throws {
        let folder = try #require(StatementLibrary.folder)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".sql") }
        #expect(Set(files) == Set(StatementName.allCases.map { $0.rawValue + ".sql" }))
    }

    @Test("is accepted by Postgres against the real schema")
    func prepares() async throws {
        try await withLedger { ledger, client in
            for name in StatementName.allCases {
                let sql = ledger.statements[name].sql
                // PREPARE resolves every name and type without running anything.
                await #expect(throws: Never.self, "\(name.rawValue).sql") {
                    try await client.withSession { session in
                        try session.execute(script: "PREPARE checked AS \(sql); DEALLOCATE checked")
                    }
                }
            }
        }
    }

    @Test("is planned once a session, and a listing for the filters that it is asked with")
    func plans() async throws {
        try await withLedger { ledger, client in
            // One after the other they are all carried out by the session that came free last.
            for _ in 0..<8 {
                _ = try await ledger.claim(worker: WorkerID(1), classes: [1], count: 1, leaseSeconds: 30)
                _ = try await ledger.jobs(state: nil, sweep: nil, before: nil, limit: 1)
            }
            let rows = try await client.execute(
                "SELECT name, generic_plans, custom_plans FROM pg_prepared_statements WHERE name ~ '^(claim|jobs_page)_'"
            )
            let plans = try rows.map { row in
                (
                    name: try row.decode("name", as: String.self),
                    generic: try row.decode("generic_plans", as: Int64.self),
                    custom: try row.decode("custom_plans", as: Int64.self)
                )
            }
            let (claims, pages) = (
                plans.filter { $0.name.hasPrefix("claim") }, plans.filter { $0.name.hasPrefix("jobs") }
            )
            #expect(claims.reduce(0) { $0 + $1.generic } > 0 && claims.allSatisfy { $0.custom == 0 })
            #expect(pages.reduce(0) { $0 + $1.custom } > 0 && pages.allSatisfy { $0.generic == 0 })
        }
    }

    @Test("says at its head what it does and what it may cost", arguments: StatementName.allCases)
    func header(name: StatementName) throws {
        let head = try StatementLibrary()[name].sql.split(separator: "\n").prefix { $0.hasPrefix("--") }
        #expect(head.joined(separator: " ").contains("Budget:"))
    }
}
