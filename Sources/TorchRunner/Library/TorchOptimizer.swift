import CTorchShim
import Vocabulary

/// One of libtorch's optimizers over the parameters of a network that were trainable when it was made.
@safe struct TorchOptimizer: ~Copyable {
    let handle: OpaquePointer

    private init(adopting handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    deinit { unsafe cts_optimizer_free(handle) }

    /// Makes an optimizer without any state.
    static func make(
        for network: borrowing TorchNetwork, _ options: OptimizationOptions
    ) throws(TorchError) -> TorchOptimizer {
        let kind =
            switch options.optimizer {
            case .sgd: CTS_SGD
            case .adam: CTS_ADAM
            case .adamw: CTS_ADAMW
            case .rmsprop: CTS_RMSPROP
            }
        var settings = cts_optimizer_settings(
            kind: kind, learning_rate: options.resolvedLearningRate, momentum: options.momentum,
            weight_decay: options.weightDecay, beta1: options.beta1, beta2: options.beta2, epsilon: options.epsilon,
            alpha: options.alpha, nesterov: options.nesterov, decays_all: options.decaysAll)
        var handle: OpaquePointer?
        let owner = unsafe network.handle
        try check("making the optimizer") { unsafe cts_optimizer_create(owner, &settings, &handle) }
        return unsafe TorchOptimizer(adopting: handle!)
    }

    /// The learning rate of the next update.
    func setLearningRate(_ rate: Double) throws(TorchError) {
        try check("setting the learning rate") { unsafe cts_optimizer_set_learning_rate(handle, rate) }
    }
}
