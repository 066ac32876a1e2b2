/// Why the store cannot work at all; what a ledger's caller can act on is a `LedgerError`.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file of the installation is missing or unreadable.
    case installation(String)
    /// The database has a migration that this program does not know, or one that was edited afterwards.
    case schema(String)

    /// What happened, for a person.
    public var description: String {
        switch self {
        case .installation(let what): what
        case .schema(let what): what
        }
    }
}
