import HTTPTypes
import Hummingbird
import Vocabulary
import Wire
import Workflow

/// Lets in what the access policy allows, and finds out who asks.
struct Guard: RouterMiddleware {
    typealias Context = CoordinatorContext

    let policy: AccessPolicy
    let tokens: KnownTokens

    @concurrent func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        try checkHost(of: request)
        try checkOrigin(of: request)
        var context = context
        context.principal = try await principal(of: request)
        return try await next(request, context)
    }

    private func checkHost(of request: Request) throws {
        guard !policy.allowedHosts.isEmpty else { return }
        guard let authority = request.head.authority, policy.allowedHosts.contains(Self.host(in: authority)) else {
            throw ErrorBody(
                .forbidden,
                "this coordinator answers to \(policy.allowedHosts.sorted().joined(separator: ", ")) only; start it with --allow-host for other names"
            )
        }
    }

    /// A browser says where a request comes from; a page of another origin may not use the owner's access.
    private func checkOrigin(of request: Request) throws {
        guard let origin = request.headers[.origin], let authority = request.head.authority else { return }
        guard origin == "http://\(authority)" || origin == "https://\(authority)" else {
            throw ErrorBody(.forbidden, "requests from pages of another origin are refused")
        }
    }

    private func principal(of request: Request) async throws -> Principal {
        guard let header = request.headers[.authorization] else {
            if !policy.requiresToken, Self.forwarded.contains(where: { request.headers[$0] != nil }) {
                // Behind a proxy everybody comes from loopback: the owner's access is not for them.
                throw ErrorBody(
                    .unauthenticated,
                    "requests through a proxy need a token; start the coordinator with --require-tokens")
            }
            return policy.requiresToken ? Principal(token: 0, role: nil) : .owner
        }
        guard let secret = Self.secret(in: header), let token = try await tokens.token(secret: secret) else {
            throw ErrorBody(.unauthenticated, "the token is not known, or it was revoked")
        }
        return Principal(token: token.id, role: token.role)
    }

    private static let forwarded = ["Forwarded", "X-Forwarded-For", "X-Real-IP"].compactMap { HTTPField.Name($0) }

    private static func secret(in header: String) -> String? {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    static func host(in authority: String) -> String {
        guard let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else { return authority.lowercased() }
        return authority[..<colon].lowercased()
    }
}

/// Refuses whoever lacks a role.
struct Require: RouterMiddleware {
    typealias Context = CoordinatorContext

    let roles: [Role]

    @concurrent func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let held = context.principal.role else {
            throw ErrorBody(
                .unauthenticated, "send a token as Authorization: Bearer …; shoestring token create makes one")
        }
        guard roles.contains(where: { held.includes($0) }) else {
            let names = roles.map(\.rawValue).joined(separator: " or ")
            throw ErrorBody(.forbidden, "this needs the role \(names); the token has \(held.rawValue)")
        }
        return try await next(request, context)
    }
}
