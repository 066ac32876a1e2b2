import Vocabulary

/// Which precisions the layers of a model really ran in, from the library's own profile of one inference.
struct LayerProfile {
    /// Time of the layers by the precision in their kernel's name, as `bf16` → 812 µs; reorders and copies included.
    let microseconds: [String: Int]
    /// Layers by kind and kernel, as `Convolution brgconv_avx512_bf16` → 20.
    let kernels: [String: Int]

    /// Sums up layers.
    init(_ layers: [OpenVINORequest.Layer]) {
        var microseconds: [String: Int] = [:]
        var kernels: [String: Int] = [:]
        for layer in layers {
            let precision = Self.precision(of: layer.kernel)
            microseconds[precision, default: 0] += layer.microseconds
            kernels["\(layer.kind) \(layer.kernel)", default: 0] += 1
        }
        self.microseconds = microseconds
        self.kernels = kernels
    }

    /// A kernel's name ends in its precision: `jit_avx512_FP32`, `brgemm_avx512_bf16`, `unknown_I64`.
    static func precision(of kernel: String) -> String {
        let suffix = (kernel.split(separator: "_").last ?? "").lowercased()
        switch suffix {
        case "f32": return "fp32"
        case "f16": return "fp16"
        case "i8", "u8": return "int8"
        default: return suffix
        }
    }

    /// The precision that ran: the one that was set when any layer has it, otherwise the one that took the most time.
    func executed(set: Precision) -> String {
        if microseconds[set.rawValue] != nil { return set.rawValue }
        return microseconds.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? set.rawValue
    }

    /// The profile as it stands in a result's facts.
    var json: JSONValue {
        [
            "microseconds_by_precision": .object(microseconds.mapValues { .integer(Int64($0)) }),
            "kernels": .object(kernels.mapValues { .integer(Int64($0)) }),
        ]
    }
}
