import Foundation

/// Makes graphs of foreign ONNX files, so that they can be pruned, quantised and exported again.
///
/// What a ``ModelGraph`` cannot say is refused with the first node that it cannot say; such a file can still be measured and
/// analysed (``ONNXAnalysis``).
public enum ONNXImporter {
    /// The graph and the weights of a file.
    ///
    /// Layers are called as their nodes are (after their first result where nodes have no names), parameters as in torch:
    /// `LAYER.weight`, `LAYER.bias`, `LAYER.running_mean`. So a network that ``ONNXExporter`` wrote comes back with its own names
    /// and with the same bits; layers that do nothing at inference are gone. The batch is left out of shapes, whatever the file
    /// says of it. The tensors stay in the mapped file until they are used: it must not be shortened while they are in use.
    ///
    /// - Throws: ``ModelGraphError/notImportable(node:operator:reason:)`` with the first node that has no operator here,
    ///   ``ModelGraphError/notONNX(path:reason:)``, ``ModelGraphError/file(path:operation:reason:)``, or the building cases of
    ///   ``ModelGraphError``, which name the node too.
    public static func graph(
        ofModelAt path: String
    ) throws(ModelGraphError) -> (graph: ModelGraph, weights: Weights) {
        let document = try ONNXDocument.read(path: path)
        var construction = try ONNXConstruction(document, file: try Weights.mapped(URL(filePath: path)), path: path)
        for index in document.nodes.indices { try construction.add(index) }
        return try construction.result()
    }
}
