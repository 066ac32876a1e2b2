import Hummingbird
import Vocabulary

/// What a request carries through the routes.
struct CoordinatorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who asks; set by ``Guard`` before any route is reached.
    var principal = Principal(token: 0, role: nil)

    init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }
}

/// Who asks: the token's number and what it allows.
struct Principal: Hashable, Sendable {
    /// 0 without a token.
    let token: Int64
    /// `nil`: nothing.
    let role: Role?

    /// Whoever reaches a coordinator that listens on loopback and asks for no tokens.
    static let owner = Principal(token: 0, role: .admin)
}
