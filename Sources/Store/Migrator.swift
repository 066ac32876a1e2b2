import Checksum
public import Foundation
public import Logging
public import Postgres

/// Brings a database's schema up to date: numbered, forward-only, checked against what was applied before.
public struct Migrator: Sendable {
    private let files: [URL]
    private let logger: Logger

    /// Coordinators that start at once take turns on this advisory lock ("shoes" in ASCII).
    static let lock: Int64 = 0x73_68_6f_65_73

    /// A migrator over files named `NNNN_title.sql`, in order.
    public init(files: [URL], logger: Logger) {
        self.files = files
        self.logger = logger
    }

    /// Applies what is missing, each file in a transaction of its own.
    ///
    /// - Throws: ``StoreError`` when the database is newer than this program or a file was edited after it was applied; errors of
    ///   the database.
    public func callAsFunction(_ client: PostgresClient) async throws {
        let steps = try files.map(Step.init)
        let logger = logger
        try await client.withSession { session in
            _ = try session.execute("SELECT pg_advisory_lock(:lock)", ["lock": Self.lock])
            let outcome = Result { try Self.apply(steps, in: session, logger: logger) }
            _ = try session.execute("SELECT pg_advisory_unlock(:lock)", ["lock": Self.lock])
            try outcome.get()
        }
    }

    private struct Step {
        let number: Int
        let name: String
        let sql: String
        let checksum: String

        init(_ url: URL) throws {
            name = url.deletingPathExtension().lastPathComponent
            guard let number = Int(name.prefix(4)) else {
                throw StoreError.installation("\(url.lastPathComponent) is not named NNNN_title.sql")
            }
            self.number = number
            let data = try Data(contentsOf: url)
            sql = String(decoding: data, as: UTF8.self)
            checksum = try SHA256.of(data)
        }
    }

    private static func apply(_ steps: [Step], in session: isolated PostgresSession, logger: Logger) throws {
        try session.execute(
            script: """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    number int CONSTRAINT schema_migration_pk PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now())
                """)
        var applied: [Int: String] = [:]
        for row in try session.execute("SELECT number, checksum FROM schema_migration") {
            applied[try row.decode("number", as: Int.self)] = try row.decode("checksum", as: String.self)
        }
        if let newer = applied.keys.filter({ number in !steps.contains { $0.number == number } }).min() {
            throw StoreError.schema(
                "the database has migration \(newer), which this program does not know: start a newer shoestringd")
        }
        for step in steps {
            if let checksum = applied[step.number] {
                guard checksum == step.checksum else {
                    throw StoreError.schema("\(step.name).sql was edited after it was applied; restore it")
                }
                continue
            }
            try apply(step, in: session)
            logger.info("migrated", metadata: ["migration": "\(step.name)"])
        }
    }

    private static func apply(_ step: Step, in session: isolated PostgresSession) throws {
        do {
            try session.execute(script: "BEGIN")
            try session.execute(script: step.sql)
            _ = try session.execute(
                "INSERT INTO schema_migration (number, name, checksum) VALUES (:number, :name, :checksum)",
                ["number": step.number, "name": step.name, "checksum": step.checksum])
            try session.execute(script: "COMMIT")
        } catch {
            try session.execute(script: "ROLLBACK")
            throw error
        }
    }
}
