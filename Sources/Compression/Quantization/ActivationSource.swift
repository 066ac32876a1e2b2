public import ModelGraph

/// Who can run the network on calibration images: an engine.
public protocol ActivationSource {
    /// Runs all calibration images in order, the same at every call, and shows the wanted values of each batch.
    ///
    /// - Parameters:
    ///   - values: Values of the graph that the source was made for; the network's input may be one.
    ///   - take: Gets a value's place in `values` and its numbers, valid during the call.
    /// - Throws: ``CompressionError/source(reason:)``.
    mutating func forEachBatch(
        of values: [ValueID], _ take: (Int, Span<Float>) -> Void
    ) throws(CompressionError)
}
