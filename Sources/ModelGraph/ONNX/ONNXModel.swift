public import Foundation

/// What an ONNX file says about itself; its weights are not read.
public struct ONNXModel: Hashable, Sendable {
    /// Version of the file format.
    public let irVersion: Int
    /// The program that wrote it; empty if it does not say.
    public let producer: String
    /// Version of the default operator set.
    public let opset: Int
    /// Versions of further operator sets by domain.
    public let otherOpsets: [String: Int]
    /// What must be given to run it: the graph's inputs that no initializer fills.
    public let inputs: [Port]
    /// What it gives.
    public let outputs: [Port]
    /// How often each operator occurs, `Conv` or `domain::Name`; bodies of loops and branches are not looked into.
    public let operators: [String: Int]
    /// Stored weights and constants.
    public let initializerCount: Int
    /// True when weights lie in other files beside it; those are not checked.
    public let hasExternalData: Bool

    /// An input or output of the graph.
    public struct Port: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// The number format of a tensor, `float32` and so on; nil for sequences, maps and unknown ones.
        public let elementType: String?
        /// The axes; nil when the file does not give the number of axes.
        public let dimensions: [Dimension]?
    }

    /// An axis.
    public enum Dimension: Hashable, Sendable {
        /// Always this long.
        case fixed(Int)
        /// Any length, with the file's word for it; nil if it has none.
        case dynamic(String?)
    }

    /// Files above this size cannot be one protobuf message.
    public static let maximumByteCount = Int(Int32.max)

    /// Reads what the file says about itself. Any bytes are safe: the worst is an error.
    /// - Throws: ``ModelGraphError/notONNX(path:reason:)`` with what is wrong (empty, truncated, not protobuf, no graph, no
    ///   operator set, too large), or ``ModelGraphError/file(path:operation:reason:)``.
    public static func inspect(_ url: URL) throws(ModelGraphError) -> ONNXModel {
        try ONNXInspection.inspect(path: url.path)
    }
}
