public import Foundation

/// What a compressed network's file says beyond its graph: which values are rounded to 8 bits, how parameters are stored, and which
/// values are given out beside the result.
///
/// It changes the file, not the graph: the same lowering writes both, so that a quantised file differs from the plain one in
/// nothing else.
public struct ONNXDecoration: Sendable {
    /// Values that go through QuantizeLinear and DequantizeLinear before some of their readers.
    public var activations: [ValueID: QuantizedActivation]
    /// Parameters that are not stored as Float32, by name.
    public var parameters: [String: StoredParameter]
    /// Further outputs of the file, after the logits; each a value that a node writes.
    public var outputs: [ValueID]

    /// Nothing by default: the plain file.
    public init(
        activations: [ValueID: QuantizedActivation] = [:], parameters: [String: StoredParameter] = [:],
        outputs: [ValueID] = []
    ) {
        self.activations = activations
        self.parameters = parameters
        self.outputs = outputs
    }

    /// A value x that some nodes read as scale·(q − zeroPoint), q = clamp(round(x/scale) + zeroPoint, 0…255).
    public struct QuantizedActivation: Hashable, Sendable {
        /// The distance of two neighbouring values; positive.
        public let scale: Float
        /// The byte that stands for 0.
        public let zeroPoint: UInt8
        /// Indices of the nodes that read the rounded value; all others read the exact one.
        public let readers: Set<Int>

        /// A rounding for these readers.
        public init(scale: Float, zeroPoint: UInt8, readers: Set<Int>) {
            self.scale = scale
            self.zeroPoint = zeroPoint
            self.readers = readers
        }
    }

    /// A parameter's bytes in the file, little-endian, row-major in the parameter's own shape.
    public struct StoredParameter: Hashable, Sendable {
        /// The number format in the file.
        public enum Format: Hashable, Sendable {
            /// One byte; multiplied by the scale of its place on the first axis when it is read.
            case int8
            /// Four bytes; multiplied by the scale of its place on the first axis when it is read.
            case int32
            /// IEEE 754 binary16, widened when it is read.
            case float16
            /// The upper half of a Float32, widened when it is read.
            case bfloat16
        }

        /// The number format in the file.
        public let format: Format
        /// All elements.
        public let bytes: Data
        /// One for each place on the first axis; empty for the 16-bit formats.
        public let scales: [Float]

        /// A parameter's bytes.
        public init(format: Format, bytes: Data, scales: [Float] = []) {
            self.format = format
            self.bytes = bytes
            self.scales = scales
        }
    }
}
