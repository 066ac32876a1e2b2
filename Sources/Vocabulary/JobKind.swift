/// What a job asks a runner to do.
public enum JobKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Measure the inference of one network in one configuration.
    case benchmark
    /// Make a smaller model out of one: quantize, prune, fold.
    case compress
    /// Train a network on data.
    case train
    /// Prove the path from queue to runner and back without an engine: wait, then end in the way that was asked for.
    case selftest
}
