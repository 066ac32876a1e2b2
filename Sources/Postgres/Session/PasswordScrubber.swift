import CLibpq

/// Keeps what must not be seen out of messages.
struct PasswordScrubber: Sendable {
    private var secrets: [String] = []

    /// Reads the secrets out of a connection string.
    /// - Throws: ``PostgresError/connection(_:)`` when libpq cannot parse it. libpq's own message is withheld then, since
    ///   it quotes the part that it could not read, which may be the password.
    init(_ connectionString: String) throws(PostgresError) {
        guard let options = unsafe PQconninfoParse(connectionString, nil) else {
            guard connectionString.isEmpty || Self.isPlainName(connectionString) else {
                throw .connection("the connection string is neither a postgres:// URL nor keyword=value pairs")
            }
            return
        }
        defer { unsafe PQconninfoFree(options) }
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            let name = unsafe String(cString: keyword)
            if name == "password" || name == "sslpassword", let value = unsafe option.pointee.val {
                secrets.append(unsafe String(cString: value))
            }
            unsafe option += 1
        }
        secrets.removeAll { $0.isEmpty }
    }

    /// A bare database name is a valid `dbname` too.
    private static func isPlainName(_ text: String) -> Bool {
        !text.contains("=") && !text.hasPrefix("postgres://") && !text.hasPrefix("postgresql://")
    }

    /// The message without secrets.
    func scrub(_ message: String) -> String {
        secrets.reduce(message) { text, secret in
            text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "***")
        }
    }
}
