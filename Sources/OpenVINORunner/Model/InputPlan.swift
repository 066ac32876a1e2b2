import COpenVINO
import RunnerKit
import Vocabulary

/// Which sizes a model's inputs get, and what they hold.
struct InputPlan {
    /// One input.
    struct Input: Equatable {
        let name: String
        let type: ElementType
        /// Every size, the batch first.
        let shape: [Int]

        var valueCount: Int { shape.reduce(1, *) }
    }

    let inputs: [Input]
    /// Whether the model must be given these sizes, because it has others or leaves some open.
    let needsReshape: Bool

    /// Bytes of all inputs that are held ready, eight in rotation.
    var heldByteCount: Int {
        inputs.reduce(0) { $0 + SeededInputs.totalCount(length: $1.valueCount) * $1.type.byteCount }
    }

    /// Plans for requests of `batch` images.
    ///
    /// The first size of an input is its batch where the model leaves it open, or where it is the same number in every input;
    /// an open size elsewhere has no natural value.
    ///
    /// - Throws: ``AttemptFailure`` `unsupported`: an element type that cannot be filled, an open size that is not the batch's.
    init(_ ports: [OpenVINOModel.Port], batch: Int) throws(AttemptFailure) {
        guard !ports.isEmpty else {
            throw AttemptFailure(code: .invalidModel, message: "the model has no input")
        }
        let fixed = Set(ports.compactMap { $0.shape?.first ?? nil })
        var inputs: [Input] = []
        var changed = false
        for (index, port) in ports.enumerated() {
            let name = port.name.isEmpty ? "input \(index)" : port.name
            guard let type = ElementType(port.type) else {
                throw AttemptFailure(code: .unsupported, message: "\(name) has an element type that cannot be filled")
            }
            guard var sizes = port.shape else {
                throw AttemptFailure(code: .unsupported, message: "\(name) leaves open how many sizes it has")
            }
            if let first = sizes.first {
                let isBatch = first == nil || (fixed.count == 1 && first == fixed.first)
                if isBatch, first != batch {
                    sizes[0] = batch
                    changed = true
                }
            }
            guard let position = sizes.firstIndex(where: { $0 == nil || $0 == 0 }) else {
                inputs.append(Input(name: name, type: type, shape: sizes.map { $0 ?? 0 }))
                continue
            }
            let shape = (port.shape ?? sizes).map { $0.map(String.init) ?? "?" }.joined(separator: ", ")
            throw AttemptFailure(
                code: .unsupported,
                message: "\(name) is [\(shape)]: only the first size may be left open, not the one at index \(position)"
            )
        }
        self.inputs = inputs
        needsReshape = changed
    }
}

/// The element types that inputs can be filled with.
enum ElementType: Equatable, Sendable {
    case float32, float16, float64, int64, int32, int16, int8, uint8, bool

    init?(_ type: ov_element_type_e) {
        switch type {
        case F32: self = .float32
        case F16: self = .float16
        case F64: self = .float64
        case I64: self = .int64
        case I32: self = .int32
        case I16: self = .int16
        case I8: self = .int8
        case U8: self = .uint8
        case OV_BOOLEAN: self = .bool
        default: return nil
        }
    }

    /// The library's word for it.
    var libraryType: ov_element_type_e {
        switch self {
        case .float32: F32
        case .float16: F16
        case .float64: F64
        case .int64: I64
        case .int32: I32
        case .int16: I16
        case .int8: I8
        case .uint8: U8
        case .bool: OV_BOOLEAN
        }
    }

    var byteCount: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .int16: 2
        case .int8, .uint8, .bool: 1
        }
    }
}
