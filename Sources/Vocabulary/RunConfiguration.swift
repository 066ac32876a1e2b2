/// Everything that decides what a run does: equal configurations on equal machines are repetitions of one another.
public enum RunConfiguration: Hashable, Sendable {
    /// Measure a network.
    case benchmark(BenchmarkConfiguration)
    /// Prove the path without an engine.
    case selftest(SelftestConfiguration)

    /// Which kind of job this is.
    public var kind: JobKind {
        switch self {
        case .benchmark: .benchmark
        case .selftest: .selftest
        }
    }

    /// The network that it is about, where there is one.
    public var model: ModelReference? {
        guard case .benchmark(let benchmark) = self else { return nil }
        return benchmark.model
    }

    /// A short name for people, as `resnet18 b8 bf16`.
    public var title: String {
        switch self {
        case .benchmark(let benchmark):
            let model =
                switch benchmark.model {
                case .zoo(let name): name
                case .onnx(let sha256): "onnx:" + sha256.prefix(8)
                }
            let threads = benchmark.threads.map { " t\($0)" } ?? ""
            let mode = benchmark.mode == .latency ? "" : " throughput"
            return "\(model) b\(benchmark.batch) \(benchmark.precision.rawValue)\(threads)\(mode)"
        case .selftest(let selftest):
            return "selftest \(selftest.outcome.rawValue)"
        }
    }
}
