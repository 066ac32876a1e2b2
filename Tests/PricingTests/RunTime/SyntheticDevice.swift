import Foundation
import ModelGraph
import ModelZoo
import Vocabulary

@testable import Pricing

/// A device whose costs are known, so that predictions can be compared with the truth.
struct SyntheticDevice {
    let site: RunTimeSite
    let truth: RunTimeModel
    var state: UInt64

    /// The prior of the stated default, each cost moved by up to ×1.5 and all of them by ×1.3.
    init(_ name: String = "synthetic", seed: UInt64) throws {
        var machine = MachineFacts(
            architecture: "x86_64", logicalProcessors: 2, usableProcessors: 2, memoryMiB: 16_384)
        machine.flags = ["avx512f"]
        machine.cachesKiB = ["L2": 1024, "L3": 32_768]
        site = RunTimeSite(device: name, machine: machine)
        let prior = try RunTimePrior(hardware: site.hardware, precision: .fp32)
        state = seed
        var costs: [Double] = []
        for cost in prior.logCosts { costs.append(cost + log(1.3) + log(1.5) * (2 * Self.uniform(&state) - 1)) }
        truth = RunTimeModel(logCosts: costs)
    }

    /// Runs with log-normal noise.
    mutating func runs(
        _ networks: [String: [KernelWork]], batches: [Int] = [1, 8], noise: Double
    ) throws -> [RunObservation] {
        var runs: [RunObservation] = []
        for (name, kernels) in networks.sorted(by: { $0.key < $1.key }) {
            for batch in batches {
                let exact = truth.seconds(WorkProfile(kernels, batch: batch, precision: .fp32, caches: site.caches))
                runs.append(
                    try RunObservation(
                        device: site.device, model: name, batch: batch, precision: .fp32,
                        seconds: exact * exp(noise * normal()), reference: "synthetic"))
            }
        }
        return runs
    }

    /// Box and Muller 1958.
    private mutating func normal() -> Double {
        let (first, second) = (Self.uniform(&state), Self.uniform(&state))
        return (-2 * log(1 - first)).squareRoot() * cos(2 * .pi * second)
    }

    /// SplitMix64 (Steele, Lea and Flood 2014).
    private static func uniform(_ state: inout UInt64) -> Double {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return Double((bits ^ (bits >> 31)) >> 11) / 9_007_199_254_740_992
    }

    /// The kernels of the whole zoo.
    static func zoo(_ names: Set<String>? = nil) throws -> [String: [KernelWork]] {
        var networks: [String: [KernelWork]] = [:]
        for architecture in ModelZoo.all where names?.contains(architecture.name) != false {
            networks[architecture.name] = try architecture.graph().kernels()
        }
        return networks
    }
}
