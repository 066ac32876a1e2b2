/// The names of the metrics that a benchmark reports; the unit is in the name. Which protocol: `docs/measuring.md`.
public enum MetricName {
    /// Median time of one request of N images, milliseconds.
    public static let latencyMedian = "latency_median_ms"
    /// Lower end of the median's 95 % confidence interval (order statistics), milliseconds.
    public static let latencyMedianLow = "latency_median_low_ms"
    /// Upper end of the median's 95 % confidence interval (order statistics), milliseconds.
    public static let latencyMedianHigh = "latency_median_high_ms"
    /// 90th percentile, from 64 samples, milliseconds.
    public static let latencyP90 = "latency_p90_ms"
    /// 99th percentile, from 1,000 samples, milliseconds.
    public static let latencyP99 = "latency_p99_ms"
    /// Smallest sample, milliseconds.
    public static let latencyMinimum = "latency_min_ms"
    /// Arithmetic mean, milliseconds.
    public static let latencyMean = "latency_mean_ms"
    /// Sample standard deviation, milliseconds.
    public static let latencyDeviation = "latency_stddev_ms"
    /// Median absolute deviation, milliseconds.
    public static let latencyMAD = "latency_mad_ms"
    /// Interquartile range over median, a ratio.
    public static let latencySpread = "latency_iqr_ratio"
    /// Images per second: batch over median in latency mode, images over wall time in throughput mode.
    public static let imagesPerSecond = "images_per_second"
    /// How many samples were kept.
    public static let sampleCount = "sample_count"
    /// How long the measuring took, seconds.
    public static let measuredSeconds = "measured_seconds"
    /// Median time of copying one input into a tensor, which latencies do not include, milliseconds.
    public static let inputCopy = "input_copy_ms"
    /// Reading the model file, milliseconds.
    public static let read = "read_ms"
    /// Compiling the model for the device, milliseconds.
    public static let compile = "compile_ms"
    /// The first inference after compiling, milliseconds.
    public static let firstInference = "first_inference_ms"
    /// Requests of the warm-up.
    public static let warmUpCount = "warmup_count"
    /// Whether the warm-up settled: 1 or 0.
    public static let warmUpSettled = "warmup_settled"
    /// Peak resident memory with the engine loaded and no model, MiB.
    public static let memoryBaseline = "memory_baseline_mib"
    /// Peak resident memory until the model was compiled, MiB.
    public static let memoryCompiled = "memory_compiled_mib"
    /// Peak resident memory while running, MiB.
    public static let memoryRunning = "memory_running_mib"
    /// Peak resident memory as estimated before anything was done, from shapes and figures of the engine, MiB.
    public static let memoryEstimate = "memory_estimate_mib"
    /// Peak resident memory of the whole process as `wait4` reports it to the agent, MiB.
    public static let memoryPeak = "memory_peak_mib"
    /// Size of the model file, MiB.
    public static let modelFile = "model_file_mib"
    /// Busy time of the machine that was not ours, as a share of all processors' time during the measuring.
    public static let foreignShare = "foreign_cpu_share"
    /// Time that the hypervisor took away, as a share of all processors' time.
    public static let stealShare = "steal_share"
    /// Involuntary context switches of our process during the measuring.
    public static let involuntarySwitches = "involuntary_switches"
    /// Share of time in which some task waited for a processor (PSI `some`), during the measuring.
    public static let pressure = "cpu_pressure_share"
    /// Time of the fixed matrix product after over before the measuring; above 1.05 the machine was throttled.
    public static let canaryRatio = "canary_ratio"
    /// Greatest absolute difference of a logit from fp32 on the same inputs.
    public static let logitDifference = "logit_max_abs_difference"
    /// Greatest absolute difference of a logit from fp32, over fp32's spread (max − min) of logits.
    public static let logitDifferenceRelative = "logit_relative_difference"
    /// Share of inputs whose highest logit is the same as in fp32.
    public static let top1Agreement = "top1_agreement"
    /// Requests in flight at once in throughput mode.
    public static let streams = "streams"
    /// Energy of processor packages and memory over the measured time, joules.
    public static let energy = "energy_joules"
    /// ``energy`` over the images of the measured time, joules.
    public static let energyPerImage = "energy_joules_per_image"
    /// Power just before, with nothing of ours running, watts; energy above idle is ``energy`` − this × ``measuredSeconds``.
    public static let idlePower = "idle_power_watts"
}
