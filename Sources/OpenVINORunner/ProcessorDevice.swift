import RunnerKit
import Vocabulary

/// OpenVINO's device CPU on this machine.
struct ProcessorDevice {
    /// The library's name of the device.
    static let name = "CPU"

    /// The maker's name of the processor.
    let title: String
    /// What the library says it optimises for, as `BF16`.
    let capabilities: [String]
    /// The processor's flags that matter.
    let flags: [String]

    /// Asks the library, which loads its plugin for the processor.
    init(_ core: borrowing OpenVINOCore) throws(OpenVINOError) {
        title = try core.property("FULL_DEVICE_NAME", of: Self.name)
        let list = try core.property("OPTIMIZATION_CAPABILITIES", of: Self.name)
        capabilities = list.split { " ,[]'".contains($0) }.map(String.init)
        flags = MachineFacts.read().flags
    }

    /// For tests: any device.
    init(title: String, capabilities: [String], flags: [String]) {
        self.title = title
        self.capabilities = capabilities
        self.flags = flags
    }

    /// The precisions that the processor has instructions for and that the library uses.
    var precisions: [Precision] {
        Precision.allCases.filter { absence(of: $0) == nil }
    }

    /// Why a precision is not executed natively; `nil` when it is.
    ///
    /// The library takes a hint for fp16 or bf16 on any processor and then quietly runs something else (measured with 2026.4.1 on a
    /// Zen 5: hint f16 → bf16), so both its capabilities and the processor's flags must agree.
    func absence(of precision: Precision) -> String? {
        let (capability, needed): (String, [String]) =
            switch precision {
            case .fp32: ("FP32", [])
            case .int8: ("INT8", ["avx512_vnni", "avx_vnni", "amx_int8", "asimddp"])
            case .bf16: ("BF16", ["avx512_bf16", "amx_bf16", "bf16"])
            case .fp16: ("FP16", ["avx512_fp16", "amx_fp16", "asimdhp"])
            }
        if !needed.isEmpty, !needed.contains(where: { flags.contains($0) }) {
            let list = needed.joined(separator: ", ")
            return "\(title) has no instructions for \(precision.rawValue) (none of \(list))"
        }
        guard capabilities.contains(capability) else {
            let list = capabilities.joined(separator: ", ")
            return "OpenVINO does not execute \(precision.rawValue) on \(title): its capabilities are \(list)"
        }
        return nil
    }
}
