public import Foundation
import Postgres
public import Workflow

extension PostgresLedger {
    /// Stores a file from its pieces; the whole arrives or nothing does. A file that is there already is kept.
    public func store(
        sha256: String, name: String, byteCount: Int64, pieces: any AsyncSequence<Data, any Error> & Sendable
    ) async throws(LedgerError) {
        let statements = statements
        try await translated {
            try await client.transaction { session in
                let lock = try session.execute(statements[.fileLock], ["sha256": sha256]).first
                guard try lock?.decode("mine", as: Bool.self) == true else {
                    throw LedgerError.unavailable("another request is storing this file; try again")
                }
                guard try session.execute(statements[.fileOne], ["sha256": sha256]).isEmpty else { return }
                var number: Int32 = 0
                for try await piece in pieces {
                    _ = try session.execute(
                        statements[.fileChunkAdd], ["sha256": sha256, "number": number, "bytes": piece])
                    number += 1
                }
                _ = try session.execute(
                    statements[.fileAdd], ["sha256": sha256, "byte_count": byteCount, "name": name.storable])
            }
        }
    }

    /// Size and name of a file; notes that somebody wants it.
    public func file(sha256: String) async throws(LedgerError) -> (byteCount: Int64, name: String)? {
        let rows = try await execute(.fileOne, ["sha256": sha256])
        return try await translated {
            guard let row = rows.first else { return nil }
            return (try row.decode("byte_count"), try row.decode("name"))
        }
    }

    /// Drops files that nothing refers to and that nobody stored or looked for within a day.
    public func forgetUnusedFiles(count: Int) async throws(LedgerError) -> Int {
        let rows = try await execute(.filesForget, ["count": Int32(count)])
        return try await translated { try rows.first?.decode("dropped", as: Int.self) ?? 0 }
    }

    /// One piece of a file; `nil` after the last.
    public func piece(sha256: String, number: Int) async throws(LedgerError) -> Data? {
        let rows = try await execute(.fileChunkOne, ["sha256": sha256, "number": Int32(number)])
        return try await translated { try rows.first?.decode("bytes", as: Data.self) }
    }
}
