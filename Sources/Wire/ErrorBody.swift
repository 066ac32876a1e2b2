public import Vocabulary

/// The one shape of every answer of 400 and above.
public struct ErrorBody: Hashable, Sendable, Codable, Error {
    /// What went wrong.
    public let error: Detail

    /// The parts of an error.
    public struct Detail: Hashable, Sendable, Codable {
        /// A short code that programs can act on.
        public let code: Code
        /// What happened and what can be done, for a person.
        public let message: String
        /// For `invalid_input`: every field that is wrong.
        public let fields: [InvalidField]?
    }

    /// The codes, each with its HTTP status.
    public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        /// 400: a field is missing, unknown, wrongly typed or out of range; `fields` names each.
        case invalidInput = "invalid_input"
        /// 401: no token, or one that is not known.
        case unauthenticated
        /// 403: the token's role does not include this.
        case forbidden
        /// 404: no such thing.
        case notFound = "not_found"
        /// 405: the path exists with other methods.
        case methodNotAllowed = "method_not_allowed"
        /// 409: the attempt is stale: its lease was lost or it ended otherwise. Nothing was written. Stop the work.
        case staleAttempt = "stale_attempt"
        /// 409: it is not in a state for that.
        case conflict
        /// 409: a budget has too little left for what the jobs will probably cost; `fields` names it with what is needed and left.
        case overBudget = "over_budget"
        /// 409: the idempotency key was used with another body.
        case idempotencyConflict = "idempotency_conflict"
        /// 413: the body is larger than this path takes.
        case tooLarge = "too_large"
        /// 415: the content type is not what this path takes.
        case unsupportedMediaType = "unsupported_media_type"
        /// 503: the database does not answer; nothing was stored or the outcome is unknown. Try again.
        case unavailable
        /// 507: the database's disk is full; nothing was stored. Try again when a person has made room.
        case insufficientStorage = "insufficient_storage"
        /// 500: a defect of the coordinator.
        case `internal`

        /// The HTTP status that goes with the code.
        public var status: Int {
            switch self {
            case .invalidInput: 400
            case .unauthenticated: 401
            case .forbidden: 403
            case .notFound: 404
            case .methodNotAllowed: 405
            case .staleAttempt, .conflict, .overBudget, .idempotencyConflict: 409
            case .tooLarge: 413
            case .unsupportedMediaType: 415
            case .internal: 500
            case .unavailable: 503
            case .insufficientStorage: 507
            }
        }
    }

    /// An error with its parts.
    public init(_ code: Code, _ message: String, fields: [InvalidField]? = nil) {
        error = Detail(code: code, message: message, fields: fields)
    }

    /// The error for input that cannot be accepted.
    public init(_ input: InvalidInput) {
        self.init(.invalidInput, input.description, fields: input.fields)
    }
}
