import RunnerKit
import Vocabulary

/// Where a network lives and computes.
struct TorchDevice {
    /// libtorch's name: `cpu`, `cuda:0`.
    let name: String
    /// The maker's name of the processor, or `CUDA device 0`.
    let title: String

    /// Whether the device is a graphics card.
    var isCUDA: Bool { name.hasPrefix("cuda") }

    /// Finds a device by its name and checks that it computes in the precision by itself.
    ///
    /// - Throws: `unsupported` for a device that is not there, with the reason; `unsupported_precision` for bf16 without instructions.
    static func find(_ name: String, precision: Precision) throws(AttemptFailure) -> TorchDevice {
        let machine = MachineFacts.read()
        if name == "cpu" {
            guard precision != .bf16 || processorHasBF16(machine.flags) else {
                throw AttemptFailure(
                    code: .unsupportedPrecision,
                    message: "\(machine.title) has no instructions for bf16 (none of avx512_bf16, amx_bf16, bf16)"
                )
            }
            return TorchDevice(name: name, title: machine.title)
        }
        guard let match = name.wholeMatch(of: #/cuda(?::([0-9]{1,3}))?/#) else {
            throw AttemptFailure(code: .unsupported, message: "the device '\(name)' is neither cpu nor cuda:NUMBER")
        }
        let index = match.output.1.flatMap { Int($0) } ?? 0
        let cuda = TorchLibrary.cudaDevices()
        guard index < cuda.count else {
            let reason = cuda.absence ?? "there are \(cuda.count) CUDA devices"
            throw AttemptFailure(code: .unsupported, message: "there is no \(name): \(reason)")
        }
        return TorchDevice(name: "cuda:\(index)", title: "CUDA device \(index)")
    }

    /// Whether bf16 is executed, not emulated, by a processor with these flags.
    static func processorHasBF16(_ flags: [String]) -> Bool {
        ["avx512_bf16", "amx_bf16", "bf16"].contains { flags.contains($0) }
    }
}

extension MachineFacts {
    /// The processor's name for people.
    var title: String { processor ?? architecture }
}
