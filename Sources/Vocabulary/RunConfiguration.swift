/// Everything that decides what a run does: equal configurations on equal machines are repetitions of one another.
public enum RunConfiguration: Hashable, Sendable {
    /// Measure a network.
    case benchmark(BenchmarkConfiguration)
    /// Make a smaller model out of one.
    case compress(CompressConfiguration)
    /// Train a network.
    case train(TrainConfiguration)
    /// Prove the path without an engine.
    case selftest(SelftestConfiguration)

    /// Which kind of job this is.
    public var kind: JobKind {
        switch self {
        case .benchmark: .benchmark
        case .compress: .compress
        case .train: .train
        case .selftest: .selftest
        }
    }

    /// The network that it is about, where there is one.
    public var model: ModelReference? {
        switch self {
        case .benchmark(let benchmark): benchmark.model
        case .compress(let compress): compress.model
        case .train(let train): train.model
        case .selftest: nil
        }
    }

    /// SHA-256 of stored files that an attempt needs beside the model's own, as weights.
    public var files: [String] {
        switch self {
        case .benchmark, .selftest: []
        case .compress(let compress): compress.weights.map { [$0] } ?? []
        case .train(let train): train.files
        }
    }

    /// SHA-256 of every stored file that the configuration names: the model's own, where it is one, and ``files``.
    public var storedFiles: Set<String> {
        var all = Set(files.filter(FileDigestText.isValid))
        if case .onnx(let sha256)? = model { all.insert(sha256) }
        return all
    }

    /// The run that a field's text `run:<run id>` means; `nil` for any other text.
    public static func referredRun(in text: String) -> RunID? {
        text.hasPrefix("run:") ? RunID(text.dropFirst(4)) : nil
    }

    /// The most that all attempts together may cost, where there is such a limit.
    public var maxCost: Money? {
        if case .train(let train) = self { train.limits.maxCost } else { nil }
    }

    /// Threads that it asks its engine for.
    public var threads: Int? {
        switch self {
        case .benchmark(let benchmark): benchmark.threads
        case .compress(let compress): compress.threads
        case .train(let train): train.threads
        case .selftest: nil
        }
    }

    /// A short name for people, as `resnet18 b8 bf16`.
    public var title: String {
        switch self {
        case .benchmark(let benchmark):
            let threads = benchmark.threads.map { " t\($0)" } ?? ""
            let mode = benchmark.mode == .latency ? "" : " throughput"
            let size = benchmark.inputSize.map { " \($0)px" } ?? ""
            let classes = benchmark.classes.map { " c\($0)" } ?? ""
            return
                "\(benchmark.model.title)\(size)\(classes) b\(benchmark.batch) \(benchmark.precision.rawValue)\(threads)\(mode)"
        case .compress(let compress):
            return "\(compress.model.title) \(compress.method.rawValue)"
        case .train(let train):
            return "train \(train.model.title) b\(train.batch) \(train.precision.rawValue)"
        case .selftest(let selftest):
            return "selftest \(selftest.outcome.rawValue)"
        }
    }
}
