public import Foundation
public import Vocabulary
public import Workflow

extension InMemoryLedger {
    /// Stores a worker under its name; the same name again is the same worker with what it offers now.
    public func register(
        name: String, capability: WorkerCapability, machine: MachineFacts, agentVersion: String,
        host: WorkerHost?
    ) throws(LedgerError) -> Worker {
        try answer()
        let known = workerRows.values.first { $0.name == name.stored }
        let row = StoredWorker(
            id: known?.id ?? WorkerID(Int64(workerRows.count) + 1), name: name.stored, capability: capability,
            machine: machine, agentVersion: agentVersion.stored, registeredAt: known?.registeredAt ?? now,
            lastSeenAt: now, pausedAt: known?.pausedAt, rate: known?.rate)
        workerRows[row.id] = row
        return whole(row)
    }

    /// One worker.
    public func worker(_ id: WorkerID) throws(LedgerError) -> Worker? {
        try answer()
        return workerRows[id].map(whole)
    }

    /// All workers by name.
    public func workers() throws(LedgerError) -> [Worker] {
        try answer()
        return workerRows.values.sorted { $0.name < $1.name }.map(whole)
    }

    private func whole(_ row: StoredWorker) -> Worker {
        Worker(
            id: row.id, name: row.name, capability: row.capability, machine: row.machine,
            agentVersion: row.agentVersion, registeredAt: row.registeredAt, lastSeenAt: row.lastSeenAt,
            runningAttempts: jobs.values.count { $0.worker == row.id && $0.state == .running },
            isLive: row.lastSeenAt > now - Worker.liveWithin, pausedAt: row.pausedAt)
    }

    /// Stores a token; a secret that another token has is refused.
    public func createToken(name: String, role: Role, secret: String) throws(LedgerError) -> TokenRecord {
        try answer()
        guard !tokenRows.contains(where: { $0.secret == secret }) else { throw .defect("token_digest_unique") }
        let record = TokenRecord(id: Int64(tokenRows.count) + 1, name: name, role: role, createdAt: now)
        tokenRows.append(StoredToken(record: record, secret: secret))
        return record
    }

    /// The token with this secret, unless it was revoked.
    public func token(secret: String) throws(LedgerError) -> TokenRecord? {
        try answer()
        return tokenRows.first { $0.secret == secret && !$0.isRevoked }?.record
    }

    /// Tokens that are not revoked.
    public func tokens() throws(LedgerError) -> [TokenRecord] {
        try answer()
        return tokenRows.filter { !$0.isRevoked }.map(\.record)
    }

    /// Revokes a token; whether there was one.
    public func revokeToken(_ id: Int64) throws(LedgerError) -> Bool {
        try answer()
        guard let index = tokenRows.firstIndex(where: { $0.record.id == id && !$0.isRevoked }) else { return false }
        tokenRows[index].isRevoked = true
        return true
    }

    /// Stores a file from its pieces; the whole arrives or nothing does. A file that is there already is kept.
    public func store(
        sha256: String, name: String, byteCount: Int64, pieces: any AsyncSequence<Data, any Error> & Sendable
    ) async throws(LedgerError) {
        try answer()
        guard files[sha256] == nil else { return }
        var stored: [Data] = []
        do {
            for try await piece in pieces { stored.append(piece) }
        } catch let error as LedgerError {
            throw error
        } catch {
            throw .defect("\(error)")
        }
        // Somebody may have stored it during the await.
        if files[sha256] == nil {
            files[sha256] = StoredFile(name: name.stored, byteCount: byteCount, pieces: stored, usedAt: now)
        }
    }

    /// Size and name of a file; notes that somebody wants it.
    public func file(sha256: String) throws(LedgerError) -> (byteCount: Int64, name: String)? {
        try answer()
        files[sha256]?.usedAt = now
        return files[sha256].map { ($0.byteCount, $0.name) }
    }

    /// One piece of a file; `nil` after the last.
    public func piece(sha256: String, number: Int) throws(LedgerError) -> Data? {
        try answer()
        guard let pieces = files[sha256]?.pieces, pieces.indices.contains(number) else { return nil }
        return pieces[number]
    }
}
