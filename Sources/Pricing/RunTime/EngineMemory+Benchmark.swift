public import ModelGraph
import Vocabulary

extension EngineMemory {
    /// The formula that was fitted to processes of an engine on a device; nil where none was.
    public static func fitted(engine: String, device: String) -> EngineMemory? {
        engine == "openvino" && device == "cpu" ? openVINO : nil
    }
}

/// What a benchmark of a network needs of memory, as a function of the batch: counting the layers is the dear part, and the same for every batch.
public struct BenchmarkDemand: Hashable, Sendable {
    private let image: MemoryDemand
    private let elementCount: Int

    /// Counts a network.
    public init(_ graph: ModelGraph) {
        image = graph.memoryDemand(batch: 1, inputs: 0)
        elementCount = graph.inputShape.elementCount
    }

    /// The demand of a batch, the inputs that a benchmark holds in rotation included; `Int.max` stands for what cannot be counted.
    public func of(batch: Int) -> MemoryDemand {
        MemoryDemand(
            weights: image.weights, folded: image.folded, live: Self.product(image.live, batch),
            inputs: Self.inputByteCount(elementCount: elementCount, batch: batch))
    }

    /// Bytes of the inputs in rotation.
    ///
    /// - Parameter elementCount: Values of one image.
    static func inputByteCount(elementCount: Int, batch: Int) -> Int {
        product(4, InputRotation.valueCount(length: product(elementCount, batch)))
    }

    private static func product(_ left: Int, _ right: Int) -> Int {
        let (value, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? .max : value
    }
}
