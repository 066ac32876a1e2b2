/// What the holder of a token may do.
public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
    /// Look at everything.
    case read
    /// Look, submit, cancel.
    case submit
    /// Register as a worker, claim jobs, write for its attempts, read and store files.
    case worker
    /// Everything, tokens included.
    case admin

    /// Whether this role includes what `other` may do.
    public func includes(_ other: Role) -> Bool {
        switch (self, other) {
        case (.admin, _), (.read, .read), (.submit, .submit), (.submit, .read), (.worker, .worker): true
        default: false
        }
    }
}
