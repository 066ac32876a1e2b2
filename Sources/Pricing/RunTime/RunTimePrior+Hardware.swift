import Foundation
public import Vocabulary

extension RunTimePrior {
    /// What is believed before anything ran: shares of the peaks that engines of this kind reach.
    ///
    /// The shares are round numbers of what OpenVINO 2026.4.1 reached on the machine of `docs/pricing.md` (21 November 2026), wide
    /// enough (σ = 0.5 for each term, τ = 1 for all together) that a handful of runs outweighs them. On accelerators a kernel costs
    /// 50 µs to start: the constant fitted to NeuSight's conv2d data on five GPUs.
    ///
    /// - Throws: ``RunTimeRefusal/noPeak(device:)`` when no peak is known.
    public init(hardware: HardwareFacts, precision: Precision) throws(RunTimeRefusal) {
        let peak = hardware.peakFlops(precision)
        let memory = hardware.bandwidthGigabytes * 1e9
        guard peak > 0, memory > 0 else { throw .noPeak(device: hardware.name) }
        let start = hardware.kind == .gpu ? 50e-6 : 2e-6
        let costs: [WorkTerm: Double] = [
            .convolution: 1 / (0.7 * peak), .pointwise: 1 / (0.6 * peak), .stem: 1 / (0.4 * peak),
            .depthwise: 1 / (0.1 * peak), .grouped: 1 / (0.3 * peak), .linear: 1 / (0.7 * peak),
            .elementwise: 1 / (3 * memory), .elementwiseFar: 1 / (1.5 * memory), .pooling: 1 / (0.02 * peak),
            .weightsFromMemory: 1 / (0.7 * memory),
            .weightsFromCache: 1 / (4 * memory), .activations: 1 / (8 * memory), .activationsFar: 1 / (4 * memory),
            .activationsFromMemory: 1 / (0.7 * memory), .functions: 1 / (0.02 * peak), .kernels: start,
        ]
        self.init(
            logCosts: WorkTerm.allCases.map { log(costs[$0] ?? start) }, commonDeviation: 1, termDeviation: 0.5)
    }
}
