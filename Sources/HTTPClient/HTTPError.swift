/// Why there is no answer.
public enum HTTPError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No connection came about: nothing was sent.
    case notConnected(reason: String)
    /// The connection broke: what was sent may have had its effect.
    case interrupted(reason: String)
    /// A time of ``HTTPRequest/Timeouts`` was exceeded: what was sent may have had its effect.
    case timedOut(reason: String)
    /// The other side's certificate is not to be trusted, or TLS failed.
    case untrusted(reason: String)
    /// The answer is longer than the request's limit.
    case tooLarge(limit: Int64)
    /// The request cannot be sent: an address or a header field is malformed.
    case malformed(reason: String)
    /// A file could not be read or written.
    case file(path: String, reason: String)
    /// The task was cancelled.
    case cancelled
    /// The client was closed, or libcurl could not be used.
    case unusable(reason: String)

    /// Whether the same request could succeed later.
    public var mayPassWhenRetried: Bool {
        switch self {
        case .notConnected, .interrupted, .timedOut: true
        case .untrusted, .tooLarge, .malformed, .file, .cancelled, .unusable: false
        }
    }

    /// Whether it is sure that the server saw nothing of the request.
    public var isSurelyUnsent: Bool {
        if case .notConnected = self { return true }
        return false
    }

    /// What happened, for a person.
    public var description: String {
        switch self {
        case .notConnected(let reason): "no connection: \(reason)"
        case .interrupted(let reason): "the connection broke: \(reason)"
        case .timedOut(let reason): "it took too long: \(reason)"
        case .untrusted(let reason): "the connection is not to be trusted: \(reason)"
        case .tooLarge(let limit): "the answer is longer than \(limit) bytes"
        case .malformed(let reason): "the request cannot be sent: \(reason)"
        case .file(let path, let reason): "\(path): \(reason)"
        case .cancelled: "cancelled"
        case .unusable(let reason): "the HTTP client cannot be used: \(reason)"
        }
    }
}
