import Postgres
public import Vocabulary
public import Workflow

extension PostgresLedger {
    /// Stores a worker under its name and returns it.
    public func register(
        name: String, capability: WorkerCapability, machine: MachineFacts, agentVersion: String,
        host: WorkerHost?
    ) async throws(LedgerError) -> Worker {
        let rows = try await execute(
            .workerRegister,
            [
                "name": name.storable, "capability": try jsonb(capability), "machine": try jsonb(machine),
                "agent_version": agentVersion.storable, "host": host?.description,
            ])
        let id = try await translated { try rows.first?.identifier("id", of: Worker.self) }
        guard let id, let worker = try await worker(id) else { throw .defect("the worker was not stored") }
        return worker
    }

    /// One worker.
    public func worker(_ id: WorkerID) async throws(LedgerError) -> Worker? {
        try await workers(only: id).first
    }

    /// All workers by name.
    public func workers() async throws(LedgerError) -> [Worker] { try await workers(only: nil) }

    private func workers(only id: WorkerID?) async throws(LedgerError) -> [Worker] {
        let rows = try await execute(.workersAll, ["worker": id?.value, "live_s": Worker.liveWithin])
        return try await translated { try rows.map { try $0.worker() } }
    }

    /// Stores a token.
    public func createToken(name: String, role: Role, secret: String) async throws(LedgerError) -> TokenRecord {
        let rows = try await execute(.tokenAdd, ["name": name, "role": role.rawValue, "secret": secret])
        return try await translated {
            guard let row = rows.first else { throw LedgerError.defect("the token was not stored") }
            return try row.token()
        }
    }

    /// The token with this secret, unless it was revoked.
    public func token(secret: String) async throws(LedgerError) -> TokenRecord? {
        let rows = try await execute(.tokenOfSecret, ["secret": secret.storable])
        return try await translated { try rows.first?.token() }
    }

    /// Tokens that are not revoked.
    public func tokens() async throws(LedgerError) -> [TokenRecord] {
        let rows = try await execute(.tokensAll)
        return try await translated { try rows.map { try $0.token() } }
    }

    /// Revokes a token; whether there was one.
    public func revokeToken(_ id: Int64) async throws(LedgerError) -> Bool {
        try await !execute(.tokenRevoke, ["token": id]).isEmpty
    }
}
