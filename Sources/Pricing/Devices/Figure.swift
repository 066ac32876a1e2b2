public import Vocabulary

/// A figure with its evidence, or the reason why there is none; an unknown figure is never zero.
public enum Figure<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The figure and where it comes from.
    case known(Value, Provenance)
    /// Why it is not known, in words for people.
    case absent(reason: String)

    /// The figure, if it is known.
    public var value: Value? { if case .known(let value, _) = self { value } else { nil } }
    /// Its evidence, if it is known.
    public var provenance: Provenance? { if case .known(_, let provenance) = self { provenance } else { nil } }
    /// Why it is not known.
    public var reason: String? { if case .absent(let reason) = self { reason } else { nil } }
}
