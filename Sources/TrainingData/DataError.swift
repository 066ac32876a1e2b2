/// Why data cannot be used; names the file and the place in it.
public enum DataError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no such data set; `looked` are the places that were tried.
    case notFound(name: String, looked: [String])
    /// The system refused to read; trying again can help when the cause is gone.
    case file(path: String, reason: String)
    /// The file is damaged or not what it should be.
    case malformed(path: String, place: String, reason: String)
    /// The data are sound, yet cannot be used as asked.
    case unusable(String)

    /// One sentence for a person.
    public var description: String {
        switch self {
        case .notFound(let name, let looked):
            "there is no data set '\(name)' on this machine; looked in: \(looked.joined(separator: ", "))"
        case .file(let path, let reason): "cannot read \(path): \(reason)"
        case .malformed(let path, let place, let reason): "\(path), \(place): \(reason)"
        case .unusable(let reason): reason
        }
    }

    /// True when the same call can succeed later without changed data.
    public var canRetryHelp: Bool {
        if case .file = self { true } else { false }
    }
}
