extension Operator {
    /// Operations for each element of the output in the manner of Canziani et al. 2016, whose figures were counted by
    /// apaszke/torch-opCounter; see ``ModelAnalysis/canzianiCounting``.
    var canzianiOperationsPerOutputElement: Int {
        switch self {
        case .convolution, .linear: 2 * (rule.multiplyAccumulatesPerOutputElement ?? 0) + 1
        case .activation, .parametricReLU: 1
        case .maxPool(let pool): pool.window.kernel.area
        case .averagePool(let pool): pool.window.kernel.area
        case .add: 2
        case .adaptiveAveragePool, .batchNormalization, .localResponseNormalization, .multiply, .softmax: 0
        case .concatenate, .padChannels, .split, .channelShuffle, .flatten, .dropout, .identity: 0
        }
    }
}
