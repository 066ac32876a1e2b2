public import Vocabulary

/// The roofline over layers (Williams, Waterman and Patterson 2009): S = Σ max(F / (e_c·P), B / (e_m·W)) + t₀.
public struct Roofline: Hashable, Sendable {
    /// Peak operations per second, P.
    public let peakFlops: Double
    /// Bytes per second to memory, W.
    public let bandwidth: Double
    /// Share of the peak that kernels reach, e_c.
    public let computeShare: Double
    /// Share of the bandwidth that kernels reach, e_m.
    public let memoryShare: Double
    /// Seconds to start a kernel, t₀.
    public let startSeconds: Double

    /// The roofline of hardware with the constants that NeuSight's conv2d data gave on each of five GPUs: 0.7, 0.2 and 50 µs.
    ///
    /// A processor's engine starts a kernel in a few microseconds and keeps data in caches: 0.7, 0.7 and 2 µs there, as assumed as the
    /// wide interval of this level says.
    /// - Throws: ``RunTimeRefusal/noPeak(device:)`` when no peak is known.
    public init(hardware: HardwareFacts, precision: Precision) throws(RunTimeRefusal) {
        peakFlops = hardware.peakFlops(precision)
        bandwidth = hardware.bandwidthGigabytes * 1e9
        computeShare = 0.7
        memoryShare = hardware.kind == .gpu ? 0.2 : 0.7
        startSeconds = hardware.kind == .gpu ? 50e-6 : 2e-6
        guard peakFlops > 0, bandwidth > 0 else { throw .noPeak(device: hardware.name) }
    }

    /// Seconds for one kernel and a batch.
    public func seconds(_ kernel: KernelWork, batch: Int, precision: Precision) -> Double {
        let operations = 2 * Double(kernel.macs) * Double(batch)
        let elements = Double(kernel.inputs + kernel.outputs) * Double(batch) + Double(kernel.weights)
        let bytes = elements * Double(precision.byteCount)
        return max(operations / (computeShare * peakFlops), bytes / (memoryShare * bandwidth)) + startSeconds
    }

    /// Seconds for a request.
    public func seconds(_ kernels: [KernelWork], batch: Int, precision: Precision) -> Double {
        kernels.reduce(0) { $0 + seconds($1, batch: batch, precision: precision) }
    }

    /// Seconds for a training step: the forward pass, a backward pass of twice the operations and twice the bytes (Micikevicius et
    /// al. 2018; gradients by inputs and by weights), and the optimizer's pass over its state.
    ///
    /// - Parameters:
    ///   - optimizerStates: Numbers kept for each parameter beside gradient and value: SGD 0, momentum 1, Adam 2.
    ///   - inputSeconds: What reading and preparing a batch takes beside it; the slower of both counts.
    public func trainingSeconds(
        _ kernels: [KernelWork], batch: Int, precision: Precision, optimizerStates: Int, inputSeconds: Double = 0
    ) -> Double {
        let forward = seconds(kernels, batch: batch, precision: precision)
        let backward = kernels.reduce(0.0) { sum, kernel in
            sum + 2 * (seconds(kernel, batch: batch, precision: precision) - startSeconds) + 2 * startSeconds
        }
        let parameters = kernels.reduce(0.0) { $0 + Double($1.weights) }
        // Value and states are read and written, the gradient is read; fp32 also in mixed precision.
        let optimizer = parameters * 4 * Double(3 + 2 * optimizerStates) / (memoryShare * bandwidth)
        return max(forward + backward + optimizer, inputSeconds)
    }
}
