/// What a pickle of a state dict is made of.
///
/// Containers lie in ``Unpickler/objects`` and are named by their place there. So a value never holds another one, and no
/// nesting, however deep, can exhaust the stack when it is freed.
enum PickleValue: Hashable, Sendable {
    case none
    case boolean(Bool)
    case integer(Int)
    case real(Double)
    case text(String)
    /// A name that the pickle imports; only known ones get this far.
    case known(Known)
    case object(Int)

    /// The names that a state dict needs. None of them is called: each is a word whose meaning is known here.
    enum Known: String, Hashable, Sendable {
        case orderedDictionary = "collections.OrderedDict"
        case tensor = "torch._utils._rebuild_tensor_v2"
        case oldTensor = "torch._utils._rebuild_tensor"
        case parameter = "torch._utils._rebuild_parameter"
        case float32 = "torch.FloatStorage"
        case float16 = "torch.HalfStorage"
        case bfloat16 = "torch.BFloat16Storage"
        case float64 = "torch.DoubleStorage"
        case int64 = "torch.LongStorage"
        case uint8 = "torch.ByteStorage"

        var storage: Tensor.StoredFormat? {
            switch self {
            case .float32: .float32
            case .float16: .float16
            case .bfloat16: .bfloat16
            case .float64: .float64
            case .int64: .int64
            case .uint8: .uint8
            case .orderedDictionary, .tensor, .oldTensor, .parameter: nil
            }
        }
    }
}

/// A container or a description that a ``PickleValue`` points at.
enum PickleObject: Sendable {
    case tuple([PickleValue])
    case list([PickleValue])
    case dictionary([(key: PickleValue, value: PickleValue)])
    case storage(TorchStorage)
    case tensor(TorchTensor)
}

/// Bytes of a file that tensors look into.
struct TorchStorage: Hashable, Sendable {
    /// Names the entry `data/KEY` of the zip file, or the place in the older format's list.
    let key: String
    let format: Tensor.StoredFormat
    let elementCount: Int
}

/// A look into a storage.
struct TorchTensor: Hashable, Sendable {
    let storage: TorchStorage
    /// Elements before the first.
    let offset: Int
    let shape: [Int]
    /// Elements between two neighbours along each axis.
    let strides: [Int]
}
