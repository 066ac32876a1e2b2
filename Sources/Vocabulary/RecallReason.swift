/// Why a worker is to give a running job back, with a checkpoint where the runner can.
public enum RecallReason: String, Hashable, Sendable, Codable, CaseIterable {
    /// A search needs no more of it: what it has is its result.
    case stopped
    /// A person paused it.
    case paused
    /// Its budget has no money for going on.
    case unpaid

    /// For the worker's owner.
    public var sentence: String {
        switch self {
        case .stopped: "its search needs no more of it; what it has counts"
        case .paused: "it was paused; it is given back with what it saved"
        case .unpaid: "its budget has no money for going on; it is given back with what it saved"
        }
    }
}
