/// What decides how much memory a network takes in an engine, from shapes alone; bytes.
public struct MemoryDemand: Hashable, Sendable {
    /// Parameters and buffers, as the file has them.
    public let weights: Int
    /// Weights of convolutions with a batch normalisation behind them: an engine folds it and so makes new weights.
    public let folded: Int
    /// Activations alive at once at the worst moment, Float32, for the whole batch; ``ModelAnalysis/liveness``.
    public let live: Int
    /// The inputs that the process holds ready.
    public let inputs: Int

    /// A demand.
    public init(weights: Int, folded: Int, live: Int, inputs: Int) {
        self.weights = weights
        self.folded = folded
        self.live = live
        self.inputs = inputs
    }
}

extension ModelGraph {
    /// What the network needs for a batch.
    ///
    /// - Parameter inputs: Bytes of the inputs that the process holds ready.
    public func memoryDemand(batch: Int, inputs: Int) -> MemoryDemand {
        MemoryDemand(analysis(batch: batch), inputs: inputs)
    }
}

extension ONNXAnalysis {
    /// What the file needs for a batch; a lower bound where ``isLowerBound`` says so.
    ///
    /// - Parameter inputs: Bytes of the inputs that the process holds ready.
    public func memoryDemand(batch: Int, inputs: Int) -> MemoryDemand {
        MemoryDemand(
            weights: weightByteCount, folded: MemoryDemand.folded(layers.map { ($0.kind, $0.weightByteCount) }),
            live: peakLiveByteCount.saturatingMultiplied(by: Swift.max(batch, 1)), inputs: inputs)
    }
}

extension MemoryDemand {
    /// What an analysed network needs.
    ///
    /// - Parameters:
    ///   - analysis: Its analysis for the batch.
    ///   - inputs: Bytes of the inputs that the process holds ready.
    public init(_ analysis: ModelAnalysis, inputs: Int) {
        self.init(
            weights: analysis.weightByteCount,
            folded: Self.folded(analysis.layers.map { ($0.kind, $0.weightByteCount) }),
            live: analysis.peakLiveByteCount, inputs: inputs)
    }

    /// Bytes of weights whose next layer is a batch normalisation.
    static func folded(_ layers: [(kind: String, weightByteCount: Int)]) -> Int {
        let normalizations: Set = ["batch_normalization", "BatchNormalization"]
        return zip(layers, layers.dropFirst()).reduce(0) { sum, pair in
            normalizations.contains(pair.1.kind) ? sum + pair.0.weightByteCount : sum
        }
    }
}

/// The peak resident memory of a process that measures a network in an engine, by coefficients that were fitted to measured processes.
///
/// Two phases have each their own peak, linear in the demand: compiling, when the network as it was read, its transformed copy and the
/// weights in the kernels' layouts are there together, and running, with activations and inputs. The estimate is the larger one.
public struct EngineMemory: Hashable, Sendable {
    /// A phase: bytes without any network, and factors of the demand's parts.
    struct Phase: Hashable, Sendable {
        let baseMiB: Double
        let weights: Double
        var folded = 0.0
        var live = 0.0
        var inputs = 0.0

        func byteCount(_ demand: MemoryDemand) -> Double {
            baseMiB * 0x1p20 + weights * Double(demand.weights) + folded * Double(demand.folded)
                + live * Double(demand.live) + inputs * Double(demand.inputs)
        }
    }

    let compiling: Phase
    let running: Phase
    /// Engine, machine and date of the processes that the coefficients were fitted to.
    public let source: String

    /// Bytes at the worst moment; `Int.max` where they leave 62 bits.
    public func peakByteCount(_ demand: MemoryDemand) -> Int {
        let peak = Swift.max(compiling.byteCount(demand), running.byteCount(demand))
        return peak < 0x1p62 ? Int(peak) : .max
    }

    /// Our OpenVINO runner on a processor, Float32. The weights are there about twice while running (the transformed network's and the
    /// kernels'), folding makes a third copy while compiling; live activations count three quarters, since kernels are fused and reuse each other's
    /// memory better than ``ModelAnalysis/liveness`` supposes; inputs count more than once, because they are drawn before they are laid out.
    ///
    /// Fitted by `benchmarks/memory/fit.py`; how good it is stands in `docs/measuring.md`. Other precisions were not fitted: for them it
    /// is what Float32 would take.
    public static let openVINO = EngineMemory(
        compiling: Phase(baseMiB: 85, weights: 1.51, folded: 1.78),
        running: Phase(baseMiB: 84, weights: 1.98, live: 0.73, inputs: 1.6),
        source: "OpenVINO 2026.4.1, AMD EPYC (Zen 5), 2 threads, 2026-11-21")
}
