/// A foreign ONNX file's graph as it stands there: nodes in their order, stored tensors without their large values.
struct ONNXDocument: Sendable {
    var graphName = ""
    var producer = ""
    var irVersion = 0
    /// Version of the default operator set.
    var opset = 0
    var nodes: [Node] = []
    var tensors: [String: StoredTensor] = [:]
    /// What must be given to run it: inputs that no stored tensor fills.
    var inputs: [ONNXModel.Port] = []
    var outputs: [ONNXModel.Port] = []
    /// What the file says about values between nodes.
    var values: [ONNXModel.Port] = []

    struct Node: Sendable {
        var type = ""
        /// Empty for ONNX's own operators.
        var domain = ""
        var name = ""
        var inputs: [String] = []
        var outputs: [String] = []
        var attributes: [String: Attribute] = [:]

        /// `Conv`, or `domain::Name` for operators that are not ONNX's own.
        var qualifiedType: String { domain.isEmpty ? type : "\(domain)::\(type)" }
        /// What to call it in a message: its name, or else that of its first result.
        var title: String { name.isEmpty ? outputs.first { !$0.isEmpty } ?? type : name }
    }

    enum Attribute: Sendable {
        case integer(Int)
        case float(Float)
        case text(String)
        case integers([Int])
        case floats([Float])
        case tensor(StoredTensor)
        /// The body of a loop or branch; not looked into.
        case graph
        case other
    }

    /// A tensor of the file.
    struct StoredTensor: Sendable {
        var name = ""
        var dimensions: [Int] = []
        var type = ElementKind.other(0)
        /// Where its bytes lie in the file.
        var raw: Range<Int>?
        /// Where its numbers lie as a packed list, when they are not in `raw`.
        var list: Range<Int>?
        /// In another file, which is not opened.
        var isExternal = false
        /// The values, of small ones only.
        var integers: [Int]?
        var floats: [Float]?

        /// Up to this many values are kept: shapes, axes, bounds and the rows that an adaptive pool averages.
        static let smallCount = 4096
    }

    /// TensorProto.DataType.
    enum ElementKind: Hashable, Sendable {
        case float32, float16, bfloat16, float64, int64, int32, int8, uint8, bool
        case other(Int)

        init(_ number: Int) {
            let known: [Int: ElementKind] = [
                1: .float32, 2: .uint8, 3: .int8, 6: .int32, 7: .int64, 9: .bool, 10: .float16, 11: .float64,
                16: .bfloat16,
            ]
            self = known[number] ?? .other(number)
        }

        /// Whether values have fractions: what weights are made of, also the eight-bit kinds (17 to 20).
        var isFloat: Bool {
            switch self {
            case .float32, .float16, .bfloat16, .float64, .other(17), .other(18), .other(19), .other(20): true
            default: false
            }
        }

        /// Bits of an element; nil for texts and kinds that are not known here.
        var bitCount: Int? {
            switch self {
            case .float64, .int64, .other(13): 64
            case .float32, .int32, .other(12): 32
            case .float16, .bfloat16, .other(4), .other(5): 16
            case .int8, .uint8, .bool, .other(17), .other(18), .other(19), .other(20): 8
            case .other(21), .other(22), .other(23): 4
            case .other: nil
            }
        }

        func byteCount(of elements: Int) -> Int {
            // Half a byte each for four bits; kinds without a known size are taken as Float32.
            elements.saturatingMultiplied(by: bitCount ?? 32) / 8
        }
    }
}
