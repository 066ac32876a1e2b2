import FoundationEssentials
public import Vocabulary

/// Where the coordinator is and who is asking.
public struct Endpoint: Sendable, Hashable {
    /// The address without a slash at its end, as `http://127.0.0.1:8080`.
    public let url: String
    /// The token, where there is one.
    public let token: BearerToken?

    /// Where a coordinator listens unless told otherwise.
    public static let defaultURL = "http://127.0.0.1:8080"

    /// An endpoint.
    ///
    /// - Throws: ``InvalidInput`` about `url` unless it is `http` or `https` with a host, and without user, query and fragment.
    public init(url: String = defaultURL, token: BearerToken? = nil) throws(InvalidInput) {
        let expected = "an address such as \(Self.defaultURL)"
        var trimmed = url
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        let schemes = ["http://", "https://"]
        guard let scheme = schemes.first(where: { trimmed.lowercased().hasPrefix($0) }),
            trimmed.utf8.count > scheme.utf8.count,
            trimmed.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }),
            !trimmed.contains(where: { "?#@\\\"<>".contains($0) })
        else { throw InvalidInput(field: "url", expected: expected, received: url) }
        self.url = trimmed
        self.token = token
    }
}

/// A secret that shows who is asking; it prints as dots.
public struct BearerToken: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    let secret: String

    /// Takes a secret.
    ///
    /// - Throws: ``InvalidInput`` about `token` when it is empty or has characters that a header field cannot carry.
    public init(_ secret: String) throws(InvalidInput) {
        guard (1...4096).contains(secret.utf8.count), secret.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw InvalidInput(field: "token", expected: "1 to 4096 printable ASCII characters without spaces")
        }
        self.secret = secret
    }

    /// Reads the first line of a file.
    ///
    /// - Throws: ``InvalidInput`` about `token-file`.
    public static func read(fromFile path: String) throws(InvalidInput) -> BearerToken {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw InvalidInput(field: "token-file", expected: "a file that can be read", received: path)
        }
        let line = String(decoding: data.prefix(8192), as: UTF8.self).prefix { !$0.isNewline }
        return try BearerToken(String(line.filter { $0 != " " && $0 != "\t" }))
    }

    /// The variable of the environment that carries a token.
    public static let variable = "SHOESTRING_TOKEN"
    /// The variable of the environment that carries the coordinator's address.
    public static let urlVariable = "SHOESTRING_URL"

    /// Dots.
    public var description: String { "••••" }
    /// Dots.
    public var debugDescription: String { description }
}
