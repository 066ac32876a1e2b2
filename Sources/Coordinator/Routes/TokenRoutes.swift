import Hummingbird
import Vocabulary
import Wire
import Workflow

/// Tokens, for administrators.
struct TokenRoutes: Sendable {
    let ledger: any TokenLedger
    let known: KnownTokens

    func add(administering: RouterGroup<CoordinatorContext>) {
        administering.get("tokens", use: list)
        administering.post("tokens", use: create)
        administering.delete("tokens/:token", use: revoke)
    }

    @Sendable private func list(request: Request, context: CoordinatorContext) async throws -> Response {
        let tokens = try await reading(ledger) { (ledger) throws(LedgerError) in try await ledger.tokens() }
        return try JSONAnswer.response(Page(items: tokens.map(TokenHead.init)))
    }

    @Sendable private func create(request: Request, context: CoordinatorContext) async throws -> Response {
        var reader = try ObjectReader(try await request.json(atMost: largestSubmission))
        let name = reader.requiredString("name", maximum: 200)
        let role = reader.required("role", "one of " + Role.allCases.map(\.rawValue).joined(separator: ", ")) {
            $0.choice("role", Role.self)
        }
        try reader.finish()
        guard let role else { throw InvalidInput(field: "role", expected: "a role") }
        let secret = TokenSecret.random()
        let token = try await reading(ledger) { (ledger) throws(LedgerError) in
            try await ledger.createToken(name: name, role: role, secret: secret)
        }
        await known.forget()
        return try JSONAnswer.response(CreatedToken(token: TokenHead(token), secret: secret), status: .created)
    }

    @Sendable private func revoke(request: Request, context: CoordinatorContext) async throws -> Response {
        let id = try context.identifier("token", of: TokenHead.self)
        let revoked = try await reading(ledger) { (ledger) throws(LedgerError) in
            try await ledger.revokeToken(id.value)
        }
        guard revoked else { throw WorkflowError.notFound("token \(id)") }
        await known.forget()
        return Response(status: .noContent)
    }
}

extension TokenHead {
    init(_ record: TokenRecord) {
        self.init(id: record.id, name: record.name, role: record.role, createdAt: record.createdAt)
    }
}
