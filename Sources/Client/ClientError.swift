public import HTTPClient
import Vocabulary
public import Wire

/// Why the coordinator did not do what was asked.
public enum ClientError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It refused, and says why.
    case refused(status: Int, ErrorBody.Detail)
    /// It did not answer; whether it did the thing is known only where the reason says that no connection came about.
    case unreachable(HTTPError)
    /// Something answered that does not speak this API, as a proxy's page of an error.
    case foreignAnswer(status: Int, excerpt: String)
    /// The answer's status was right and its body was not understood: another version, or a defect.
    case notUnderstood(path: String, reason: String)
    /// A file on this machine could not be read or written, or is not the one that was asked for.
    case file(path: String, reason: String)
    /// The task was cancelled.
    case cancelled

    /// Whether the same call could succeed later without a change.
    public var mayPassWhenRetried: Bool {
        switch self {
        case .refused(_, let detail) where detail.code == .insufficientStorage: true
        case .refused(let status, _), .foreignAnswer(let status, _): RetryPolicy.temporaryStatuses.contains(status)
        case .unreachable(let error): error.mayPassWhenRetried
        case .notUnderstood, .file, .cancelled: false
        }
    }

    /// Whether the coordinator says that it failed itself, and not for want of its database.
    public var isDefectOfCoordinator: Bool { code == .internal }

    /// The coordinator's code, where it refused.
    public var code: ErrorBody.Code? {
        guard case .refused(_, let detail) = self else { return nil }
        return detail.code
    }

    /// What happened, for a person; a refusal for bad input names every field.
    public var description: String {
        switch self {
        case .refused(let status, let detail):
            let fields = (detail.fields ?? []).map { field in
                let place = field.field.isEmpty ? "the request" : field.field
                return "\n  \(place): expected \(field.expected)" + (field.received.map { ", got \($0)" } ?? "")
            }
            // The message of invalid_input repeats the fields in one sentence each.
            let message = fields.isEmpty ? detail.message : "the input cannot be accepted"
            return "\(message) (\(detail.code.rawValue), \(status))" + fields.joined()
        case .unreachable(let error): return "the coordinator did not answer: \(error)"
        case .foreignAnswer(let status, let excerpt):
            return "the answer (status \(status)) is not one of a coordinator: \(excerpt)"
        case .notUnderstood(let path, let reason): return "the answer of \(path) was not understood: \(reason)"
        case .file(let path, let reason): return "\(path): \(reason)"
        case .cancelled: return "cancelled"
        }
    }

    init(_ error: HTTPError) {
        switch error {
        case .cancelled: self = .cancelled
        case .file(let path, let reason): self = .file(path: path, reason: reason)
        default: self = .unreachable(error)
        }
    }
}
