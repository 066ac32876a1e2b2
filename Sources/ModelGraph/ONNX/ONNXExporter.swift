public import Foundation

/// Writes networks as ONNX files (opset 17) that `onnx.checker` accepts and ONNX Runtime and OpenVINO run.
public enum ONNXExporter {
    /// The name of the network's input, `[N, C, H, W]`.
    public static let inputName = "input"
    /// The name of the network's result, `[N, classes]`.
    public static let outputName = "logits"
    /// The operator set that the files use.
    public static let opset = 17
    /// The IR version that came with opset 17 (onnx 1.12).
    static let irVersion = 8
    /// protobuf cannot read larger messages, and so no ONNX tool can.
    static let maximumByteCount = Int(Int32.max)

    /// The first axis of input and output.
    public enum Batch: Hashable, Sendable {
        /// Always this many images.
        case fixed(Int)
        /// Any number of images; the axis is called `batch`.
        case dynamic
    }

    /// Writes the network for inference; the file appears complete or not at all.
    ///
    /// Weights are streamed: beside them the writer holds a few megabytes whatever the network.
    /// - Parameters:
    ///   - weights: Must fit the graph in names and shapes.
    ///   - batch: Number of images, from 1, or dynamic.
    ///   - decoration: Roundings, stored formats and further outputs of a compressed network; none by default.
    /// - Throws: ``ModelGraphError/weightsMismatch(missing:unexpected:wronglyShaped:)``,
    ///   ``ModelGraphError/invalidAttribute(node:attribute:value:expected:)`` for a batch below 1,
    ///   ``ModelGraphError/tooLarge(node:quantity:limit:)`` above 2 GiB, or ``ModelGraphError/file(path:operation:reason:)``.
    public static func write(
        _ graph: ModelGraph, weights: Weights, to url: URL, batch: Batch,
        decoration: ONNXDecoration = ONNXDecoration()
    ) throws(ModelGraphError) {
        if case .fixed(let count) = batch, count < 1 {
            throw .invalidAttribute(
                node: inputName, attribute: "batch", value: String(count), expected: "1 or more")
        }
        try weights.check(for: graph)
        let onnx = try ONNXLowering.lower(graph, decoration)
        let encoding = ONNXEncoding(graph: graph, onnx: onnx, batch: batch)
        guard encoding.byteCount <= maximumByteCount else {
            throw .tooLarge(node: graph.name, quantity: "bytes of an ONNX file", limit: maximumByteCount)
        }
        try AtomicFile.write(to: url) { file throws(ModelGraphError) in
            try file.append(encoding.prologue)
            for (parameter, header) in encoding.parameters {
                try file.append(header)
                try weights[parameter.name]?.forEachPiece { piece throws(ModelGraphError) in try file.append(piece) }
            }
            try file.append(encoding.epilogue)
        }
    }
}
