import Workflow

/// Tokens that were looked up lately, so that not every request asks the database. A revoked token works for at most ``lifetime`` more.
actor KnownTokens {
    static let lifetime = Duration.seconds(5)
    /// Enough for every client of a fleet; an attacker's guesses push out nothing but other guesses and cost one look-up each.
    static let capacity = 1000

    private let ledger: any TokenLedger
    private var known: [String: (token: TokenRecord?, until: ContinuousClock.Instant)] = [:]

    init(ledger: any TokenLedger) { self.ledger = ledger }

    func token(secret: String) async throws(WorkflowError) -> TokenRecord? {
        if let entry = known[secret], entry.until > .now { return entry.token }
        let token = try await reading(ledger) { (ledger) throws(LedgerError) in try await ledger.token(secret: secret) }
        if known.count >= Self.capacity { known = known.filter { $0.value.until > .now } }
        if known.count >= Self.capacity { known = [:] }
        known[secret] = (token, .now + Self.lifetime)
        return token
    }

    /// After a token was created or revoked here.
    func forget() { known = [:] }
}
