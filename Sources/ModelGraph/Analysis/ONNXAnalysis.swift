public import Foundation

/// What a foreign ONNX file needs for one sample, derived from shapes alone: nothing here is measured.
///
/// The first axis of each input, where it is left open, is the batch and counts as 1. Bytes are those of the file's number
/// formats. What could not be counted is listed in ``uncounted``, and then every total is a lower bound.
public struct ONNXAnalysis: Hashable, Sendable {
    /// The program that wrote the file; empty if it does not say.
    public let producer: String
    /// Version of the default operator set.
    public let opset: Int
    /// What must be given to run it.
    public let inputs: [ONNXModel.Port]
    /// What it gives.
    public let outputs: [ONNXModel.Port]
    /// Every node that runs, in order of execution. What depends on no input is computed once, at loading, and left out.
    public let layers: [ONNXLayerAnalysis]
    /// Elements of stored weights; see ``counting``.
    public let parameters: Int
    /// Multiply-accumulates for one sample; see ``counting``.
    public let macs: Int
    /// Bytes of stored weights and constants that layers read.
    public let weightByteCount: Int
    /// Bytes of all activations that layers write; reshapes, identities and dropout write nothing.
    public let activationByteCount: Int
    /// Bytes of the largest activation; the input is not one.
    public let largestActivationByteCount: Int
    /// Bytes of activations alive at once at the worst moment, by the rules of ``ModelAnalysis/liveness``.
    public let peakLiveByteCount: Int
    /// Nodes whose cost could not be told, in order of execution.
    public let uncounted: [Uncounted]

    /// A node whose cost could not be told.
    public struct Uncounted: Hashable, Sendable {
        /// Its name, or that of its first result.
        public let node: String
        /// `LSTM`, or `domain::Name` for operators that are not ONNX's own.
        public let `operator`: String
        /// Why.
        public let reason: String
    }

    /// Whether totals are lower bounds, because something could not be counted.
    public var isLowerBound: Bool { !uncounted.isEmpty }

    /// How multiply-accumulates and parameters are counted; shown beside every such figure.
    public static let counting = """
        multiply-accumulates of convolutions and products of matrices only; parameters: stored numbers with fractions that \
        layers compute with, running means and variances not included; counter: shoestring
        """

    /// Analyses a file. Any bytes are safe: the worst is an error.
    ///
    /// - Throws: ``ModelGraphError/notONNX(path:reason:)`` or ``ModelGraphError/file(path:operation:reason:)``. An operator that
    ///   is not known is no error: it is listed.
    public static func of(_ url: URL) throws(ModelGraphError) -> ONNXAnalysis {
        let document = try ONNXDocument.read(path: url.path)
        var inference = ONNXInference(document)
        let results = inference.run()
        var ledger = ONNXLedger(document, inference.values)
        for result in results { ledger.add(result) }
        return ONNXAnalysis(
            producer: document.producer, opset: document.opset, inputs: document.inputs, outputs: document.outputs,
            layers: ledger.layers, parameters: ledger.total(\.parameters), macs: ledger.total(\.macs),
            weightByteCount: ledger.total(\.weightByteCount), activationByteCount: ledger.total(\.activationByteCount),
            largestActivationByteCount: ledger.layers.map(\.activationByteCount).max() ?? 0,
            peakLiveByteCount: ONNXLiveness.peak(results, document, inference.values), uncounted: ledger.uncounted)
    }
}

/// What one node of a foreign file needs for one sample.
public struct ONNXLayerAnalysis: Hashable, Sendable {
    /// Its name, or that of its first result.
    public let name: String
    /// The operator, `Conv` or `domain::Name`.
    public let kind: String
    /// Shape of the first output with the batch in front; nil when it is not known.
    public let outputShape: [Int]?
    /// Elements of weights that this layer is the first to read; see ``ONNXAnalysis/counting``.
    public let parameters: Int
    /// Multiply-accumulates; 0 for operators that the count leaves out and for those in ``ONNXAnalysis/uncounted``.
    public let macs: Int
    /// Bytes of stored tensors that this layer is the first to read.
    public let weightByteCount: Int
    /// Bytes of new activations; 0 for an alias.
    public let activationByteCount: Int
    /// Bytes that must cross memory once: inputs, outputs and weights, without any cache or fusion.
    public let movedByteCount: Int
    /// Why its cost is not known; nil when it is.
    public let uncounted: String?
}
