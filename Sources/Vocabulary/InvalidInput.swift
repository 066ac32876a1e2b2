/// One thing that is wrong with what somebody sent: which field, what was expected there, and what came.
public struct InvalidField: Hashable, Sendable, Codable {
    /// The path of the field, as `configuration.batch` or `grid.batch[2]`; empty for the whole body.
    public let field: String
    /// What would have been right, as `an integer from 1 to 4096`.
    public let expected: String
    /// What was there, shortened; absent when nothing was there.
    public let received: String?

    /// Names a field, what belongs there and what came instead.
    public init(field: String, expected: String, received: String? = nil) {
        self.field = field
        self.expected = expected
        self.received = received.map { $0.count > 80 ? String($0.prefix(80)) + "…" : $0 }
    }

    /// The same complaint about a field one level further down, `prefix.field`.
    public func under(_ prefix: String) -> InvalidField {
        let path = field.isEmpty ? prefix : field.hasPrefix("[") ? prefix + field : "\(prefix).\(field)"
        return InvalidField(field: path, expected: expected, received: received)
    }
}

/// Input that cannot be accepted, with every field that is wrong; nothing was stored.
public struct InvalidInput: Error, Hashable, Sendable, CustomStringConvertible {
    /// At least one complaint.
    public let fields: [InvalidField]

    /// Gathers complaints.
    public init(_ fields: [InvalidField]) { self.fields = fields }

    /// One complaint.
    public init(field: String, expected: String, received: String? = nil) {
        fields = [InvalidField(field: field, expected: expected, received: received)]
    }

    /// The same complaints, each one level further down.
    public func under(_ prefix: String) -> InvalidInput { InvalidInput(fields.map { $0.under(prefix) }) }

    /// Every complaint in one sentence each.
    public var description: String {
        fields.map { complaint in
            let place = complaint.field.isEmpty ? "the body" : complaint.field
            let got = complaint.received.map { ", not \($0)" } ?? ""
            return "\(place) must be \(complaint.expected)\(got)"
        }.joined(separator: "; ")
    }
}
