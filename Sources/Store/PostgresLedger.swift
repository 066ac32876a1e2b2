public import Postgres
public import Workflow

/// The ledger in Postgres: every method is one statement of the same stem, or one transaction of several. What workers write many
/// times a second shares its transaction with what others write at the same moment (decision 14).
public struct PostgresLedger: Ledger {
    let client: PostgresClient
    let statements: StatementLibrary
    /// Claims lock rows that nobody holds and never wait for one; kept apart from what may wait for a job's row.
    let claims: GroupedWrites
    let attemptWrites: GroupedWrites

    /// What the sessions of a ledger's client are to have set. Left to itself the server plans a statement anew each time when it takes a plan
    /// for given values to be cheaper, and counts its own planning for next to nothing.
    public static let sessionSettings = ["plan_cache_mode": "force_generic_plan"]
    private static let planAnew: Statement = "SELECT set_config('plan_cache_mode', 'force_custom_plan', true)"

    /// A ledger over a migrated database.
    ///
    /// - Parameter groups: which small writes are committed together.
    /// - Throws: ``StoreError/installation(_:)`` when a statement's file is missing.
    public init(client: PostgresClient, groups: GroupCommit = GroupCommit()) throws(StoreError) {
        self.client = client
        statements = try StatementLibrary()
        claims = GroupedWrites(client: client, policy: groups)
        attemptWrites = GroupedWrites(client: client, policy: groups)
    }

    /// Whether the database answers.
    public func ping() async throws(LedgerError) { _ = try await execute(.ping) }

    /// Carries out a small write of the queue, committed together with others that come at the same time.
    func write(
        _ name: StatementName, _ parameters: Parameters, in grouped: GroupedWrites
    ) async throws(LedgerError) -> Rows {
        do {
            return try await grouped.execute(try BoundStatement(statements[name], parameters))
        } catch {
            throw LedgerError(error)
        }
    }

    func execute(_ name: StatementName, _ parameters: Parameters = [:]) async throws(LedgerError) -> Rows {
        do {
            let statement = try BoundStatement(statements[name], parameters)
            guard name.isPlannedAnew else { return try await client.execute(statement) }
            // For this transaction, which is this batch.
            let results = try await client.execute([try BoundStatement(Self.planAnew, [:]), statement])
            return results[1]
        } catch {
            throw LedgerError(error)
        }
    }
}

/// Carries out work and translates what the database said once.
func translated<Result>(_ work: () async throws -> Result) async throws(LedgerError) -> Result {
    do {
        return try await work()
    } catch {
        throw LedgerError(error)
    }
}

extension LedgerError {
    init(_ error: any Error) {
        switch error {
        case let error as LedgerError: self = error
        case let error as PostgresError: self.init(error)
        default: self = .defect("\(error)")
        }
    }

    private init(_ error: PostgresError) {
        switch error {
        case .connection, .connectionLost, .poolTimeout, .shutDown, .cancelled: self = .unavailable("\(error)")
        case .server(let said) where said.isRetryable: self = .unavailable(said.message)
        // A full disk, other lacks of class 53, an error of the disk: a person mends it, and whoever waits need change nothing.
        case .server(let said) where said.sqlState == .diskFull: self = .noRoom(said.message)
        case .server(let said) where said.sqlState.code.hasPrefix("53") || said.sqlState.code == "58030":
            self = .unavailable("it has no memory left, or its disk fails: \(said.message)")
        case .server(let said) where said.sqlState == .foreignKeyViolation:
            self = .missing(said.constraint ?? said.message)
        case .server(let said) where Self.isAboutValues(said): self = .refused(said.message)
        default: self = .defect("\(error)")
        }
    }

    /// The net below our own checks: data exceptions (class 22), check constraints, rows too large for an index.
    private static func isAboutValues(_ said: ServerError) -> Bool {
        said.sqlState.code.hasPrefix("22") || said.sqlState == .checkViolation || said.sqlState.code == "54000"
    }
}
