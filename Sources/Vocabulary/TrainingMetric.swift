/// The names of the numbers that a training reports; the unit is in the name. Steps are updates of the weights.
public enum TrainingMetric {
    /// Mean loss of the training images since the last report.
    public static let trainLoss = "train_loss"
    /// Mean loss of an epoch's training images, as the network was when it saw them.
    public static let epochLoss = "epoch_train_loss"
    /// Share of an epoch's training images that were named rightly, as the network was when it saw them.
    public static let trainAccuracy = "train_accuracy"
    /// Mean loss of the validation images.
    public static let validationLoss = "validation_loss"
    /// Share of the validation images that are named rightly.
    public static let validationAccuracy = "validation_accuracy"
    /// Mean loss of the test images.
    public static let testLoss = "test_loss"
    /// Share of the test images that are named rightly.
    public static let testAccuracy = "test_accuracy"
    /// Lower end of the 95 % interval of ``testAccuracy`` (Wilson).
    public static let testAccuracyLow = "test_accuracy_low"
    /// Upper end of the 95 % interval of ``testAccuracy`` (Wilson).
    public static let testAccuracyHigh = "test_accuracy_high"
    /// The learning rate of the update.
    public static let learningRate = "learning_rate"
    /// Training images a second, waiting for data included.
    public static let imagesPerSecond = "images_per_second"
    /// Median time of a training step, milliseconds.
    public static let stepTime = "step_time_ms"
    /// Share of the time that was spent waiting for data.
    public static let dataWaitShare = "data_wait_share"
    /// Length of the gradient before clipping.
    public static let gradientNorm = "gradient_norm"
    /// Seconds of training and testing, over all attempts that went on from one another.
    public static let trainSeconds = "train_seconds"
    /// Epochs that were begun.
    public static let epochs = "epochs"
    /// Updates of the weights.
    public static let updates = "updates"
    /// Trained parameters of the network.
    public static let parameters = "parameters"
    /// Parameters that learned at the end.
    public static let trainableParameters = "trainable_parameters"
    /// The epoch, from 1, with the best validation accuracy.
    public static let bestEpoch = "best_epoch"
    /// Seconds of running the frozen part once over all images.
    public static let featureSeconds = "feature_seconds"
    /// Principal components that the network reads.
    public static let components = "pca_components"
    /// Share of the training images' variance that the components keep.
    public static let explainedVariance = "pca_explained_variance"

    /// A number of the network rounded to 8 bits after training, with ranges from calibration alone.
    public static func calibrated(_ name: String) -> String { "ptq_" + name }
}
