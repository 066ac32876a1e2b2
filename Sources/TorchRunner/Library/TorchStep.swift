import CTorchShim

/// What one batch did.
struct StepResult {
    /// Mean loss of its images.
    let loss: Double
    /// Images whose greatest logit was the label's.
    let correct: Int
    /// Length of the gradient before clipping; nil where nothing was clipped.
    let gradientNorm: Double?
}

extension TorchNetwork {
    /// Forward, backward and, with `updates`, the optimizer.
    func step(
        _ batch: TorchBatch, _ optimizer: borrowing TorchOptimizer, _ settings: cts_step_settings
    ) throws(TorchError) -> StepResult {
        var result = cts_step_result()
        let optimizerHandle = unsafe optimizer.handle
        var settings = unsafe settings
        try unsafe batch.withCBatch { (batch: UnsafePointer<cts_batch>) throws(TorchError) in
            try check("training step") { unsafe cts_step(handle, optimizerHandle, batch, &settings, &result) }
        }
        return StepResult(
            loss: result.loss, correct: Int(result.correct),
            gradientNorm: result.gradient_norm.isNaN ? nil : result.gradient_norm)
    }
}
