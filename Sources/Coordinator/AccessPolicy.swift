/// Who may do what without a token, and under which names the coordinator may be addressed.
public struct AccessPolicy: Hashable, Sendable {
    /// Whether every request needs a token.
    public let requiresToken: Bool
    /// Host names that requests may use; empty allows any. It keeps a foreign page from reaching a coordinator on loopback by
    /// pointing its own name there (DNS rebinding).
    public let allowedHosts: Set<String>

    /// For a coordinator on loopback: its owner may do everything.
    public static let loopback = AccessPolicy(
        requiresToken: false, allowedHosts: ["127.0.0.1", "localhost", "::1", "[::1]"])
    /// For any other address: tokens are needed, and they protect from foreign pages too.
    public static let tokens = AccessPolicy(requiresToken: true, allowedHosts: [])

    /// A policy.
    public init(requiresToken: Bool, allowedHosts: Set<String>) {
        self.requiresToken = requiresToken
        self.allowedHosts = allowedHosts
    }
}
