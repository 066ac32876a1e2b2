import Foundation
import Postgres
import Testing

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

    @Test("says at its head what it does and what it may cost", arguments: StatementName.allCases)
    func header(name: StatementName) throws {
        let head = try StatementLibrary()[name].sql.split(separator: "\n").prefix { $0.hasPrefix("--") }
        #expect(head.joined(separator: " ").contains("Budget:"))
    }
}
