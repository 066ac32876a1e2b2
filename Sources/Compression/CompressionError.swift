public import ModelGraph

/// What can go wrong when a network is made smaller. No case goes away by itself but ``source(reason:)``.
public enum CompressionError: Error, Hashable, Sendable {
    /// The network cannot be made smaller this way; says which layer stands against it.
    case notPossible(network: String, reason: String)
    /// A setting names something that the network does not have.
    case invalidSetting(setting: String, value: String, expected: String)
    /// The engine could not give the activations that calibration needs.
    case source(reason: String)
    /// The network, its weights or its file are wrong.
    case graph(ModelGraphError)

    /// True when the same call can succeed later without a changed input.
    public var canRetryHelp: Bool {
        switch self {
        case .source: true
        case .graph(let error): error.canRetryHelp
        case .notPossible, .invalidSetting: false
        }
    }
}

extension CompressionError: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .notPossible(let network, let reason): "\(network) cannot be made smaller this way: \(reason)"
        case .invalidSetting(let setting, let value, let expected): "\(setting) is \(value), expected \(expected)"
        case .source(let reason): "calibration: \(reason)"
        case .graph(let error): error.description
        }
    }
}

/// Does something with a graph and makes a compression's error of the graph's error.
func building<Value>(_ body: () throws(ModelGraphError) -> Value) throws(CompressionError) -> Value {
    do throws(ModelGraphError) { return try body() } catch { throw .graph(error) }
}
