public import Vocabulary

/// How much of each kind of work one request is.
public struct WorkProfile: Hashable, Sendable {
    /// Amounts in the order of ``WorkTerm/allCases``.
    public let amounts: [Double]

    /// The amount of a term.
    public func amount(_ term: WorkTerm) -> Double { amounts[term.index] }

    /// The work of a request.
    ///
    /// - Parameters:
    ///   - kernels: What the engine executes: ``ModelGraph/ModelGraph/kernels()``.
    ///   - batch: Images of the request, from 1.
    ///   - precision: What the layers compute in.
    ///   - caches: The device's caches.
    public init(_ kernels: [KernelWork], batch: Int, precision: Precision, caches: CacheSizes) {
        var sum = WorkSum(batch: Double(max(batch, 1)), width: Double(precision.byteCount), caches: caches)
        let weights = kernels.reduce(0.0) { $0 + Double($1.weights) } * sum.width
        sum.residentShare = weights <= sum.cache ? 1 : sum.cache / weights
        for kernel in kernels { sum.add(kernel) }
        amounts = sum.amounts
    }

    init(amounts: [Double]) { self.amounts = amounts }
}

/// Adds up the work of kernels.
private struct WorkSum {
    let batch: Double
    let width: Double
    let cache: Double
    let near: Double
    var residentShare = 1.0
    var amounts = [Double](repeating: 0, count: WorkTerm.allCases.count)

    init(batch: Double, width: Double, caches: CacheSizes) {
        self.batch = batch
        self.width = width
        cache = Double(caches.lastLevelBytes)
        near = Double(caches.nearBytes)
    }

    mutating func add(_ kernel: KernelWork) {
        // An engine lets kernels write into parts of one image's tensor; with more images it must copy.
        if kernel.kind == .joining, batch == 1 { return }
        amounts[WorkTerm.kernels.index] += 1
        amounts[WorkTerm.functions.index] += Double(kernel.functions) * batch
        let operations = 2 * Double(kernel.macs) * batch
        let moved = Double(kernel.inputs + kernel.outputs) * width * batch
        switch kernel.kind {
        case .convolution(let size, let inputs, let outputs, _):
            let padded = operations * Self.padding(outputs)
            if inputs <= 4 {
                amounts[WorkTerm.stem.index] += padded
            } else if size == 1 {
                amounts[WorkTerm.pointwise.index] += padded * Self.padding(inputs)
            } else {
                amounts[WorkTerm.convolution.index] += padded
            }
        case .grouped(_, _, let inputs, let outputs, _):
            amounts[WorkTerm.grouped.index] += operations * Self.padding(outputs) * Self.padding(inputs, to: 4)
        case .depthwise: amounts[WorkTerm.depthwise.index] += operations
        case .linear: amounts[WorkTerm.linear.index] += operations
        case .pool(let taps): amounts[WorkTerm.pooling.index] += Double(taps) * Double(kernel.outputs) * batch
        case .elementwise, .joining, .shuffling, .reduction:
            amounts[(moved <= near ? WorkTerm.elementwise : .elementwiseFar).index] += moved
            return
        }
        let weights = Double(kernel.weights) * width
        amounts[WorkTerm.weightsFromMemory.index] += weights * (1 - residentShare)
        amounts[WorkTerm.weightsFromCache.index] += weights * residentShare
        if moved <= near {
            amounts[WorkTerm.activations.index] += moved
            return
        }
        let beyond = max(0, moved - cache / 2)
        amounts[WorkTerm.activationsFar.index] += moved - beyond
        amounts[WorkTerm.activationsFromMemory.index] += beyond
    }

    /// How much more is computed because channels come in whole vectors of 16 (a 512-bit register of fp32).
    static func padding(_ channels: Int, to vector: Int = 16) -> Double {
        Double((channels + vector - 1) / vector * vector) / Double(max(channels, 1))
    }
}
