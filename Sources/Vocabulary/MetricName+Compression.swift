extension MetricName {
    /// A metric of the network before it was compressed, measured in the same process, in turns with the one after.
    public static func before(_ name: String) -> String { "before_" + name }

    /// Trained parameters of the network.
    public static let parameters = "parameters"
    /// Multiply-accumulates of convolutions and linear layers for one image.
    public static let macs = "macs"
    /// Activations alive at the worst moment for one image, derived from shapes at 4 bytes an element, MiB.
    public static let activationPeak = "activation_peak_estimate_mib"
    /// Size of the file after gzip at its default level, MiB.
    public static let modelFileZipped = "model_file_gzip_mib"
    /// Size of the file after over before.
    public static let sizeRatio = "model_file_ratio"
    /// Median latency after over before.
    public static let latencyRatio = "latency_ratio"
    /// Share of labelled images whose class is named first.
    public static let top1Accuracy = "top1_accuracy"
    /// Lower end of the accuracy's 95 % interval (Wilson 1927).
    public static let top1AccuracyLow = "top1_accuracy_low"
    /// Upper end of the accuracy's 95 % interval (Wilson 1927).
    public static let top1AccuracyHigh = "top1_accuracy_high"
    /// Images that answers were compared on.
    public static let evaluatedImages = "evaluated_images"
    /// How long calibration took, seconds.
    public static let calibrationSeconds = "calibration_seconds"
}
