/// One point of a comparison: which network is executed how.
public struct BenchmarkConfiguration: Hashable, Sendable {
    /// The network.
    public let model: ModelReference
    /// Height and width of an image in pixels, for a network of the zoo; nil for its own. 1…4096; small ones are refused by the network.
    public let inputSize: Int?
    /// Number of classes, for a network of the zoo; nil for its own. 2…2^20.
    public let classes: Int?
    /// Images per request, N in `[N, C, H, W]`; 1…4096.
    public let batch: Int
    /// The format that is asked for; the runner reads back and records what really ran.
    public let precision: Precision
    /// The runner's name for itself, as `openvino`.
    public let engine: String
    /// The engine's device, as `cpu`.
    public let device: String
    /// Threads of the engine; `nil` takes what affinity mask and cgroup quota of the worker allow. 1…1024.
    public let threads: Int?
    /// Latency or throughput.
    public let mode: MeasuringMode
    /// Decides random weights (where none are given) and the inputs, so that a run can be repeated.
    public let seed: UInt64
    /// The longest time the measuring itself may take, in seconds; 1…3600. Loading and warm-up come on top.
    public let measureSeconds: Int

    /// The largest batch that a request may ask for.
    public static let batchRange = 1...4096
    /// The sizes that may be asked for.
    public static let inputSizeRange = 1...4096
    /// The numbers of classes that may be asked for.
    public static let classesRange = 2...(1 << 20)
    /// What ``inputSize`` and ``classes`` must be beside a stored file.
    static let fileExpectation = "absent: a stored file has its own"
    /// The default of ``measureSeconds``: the protocol's limit.
    public static let defaultMeasureSeconds = 30
    /// Where nothing is asked for, the engine is OpenVINO…
    public static let defaultEngine = "openvino"
    /// …on the processor.
    public static let defaultDevice = "cpu"

    /// A configuration within its ranges.
    ///
    /// - Throws: ``InvalidInput`` that names each field out of its range.
    public init(
        model: ModelReference, batch: Int = 1, precision: Precision = .fp32, engine: String = defaultEngine,
        device: String = defaultDevice, threads: Int? = nil, mode: MeasuringMode = .latency, seed: UInt64 = 1,
        measureSeconds: Int = defaultMeasureSeconds, inputSize: Int? = nil, classes: Int? = nil
    ) throws(InvalidInput) {
        var complaints: [InvalidField] = []
        func check(_ field: String, _ value: Int, _ range: ClosedRange<Int>) {
            if !range.contains(value) {
                complaints.append(
                    InvalidField(
                        field: field, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
                        received: String(value)))
            }
        }
        check("batch", batch, Self.batchRange)
        check("measure_seconds", measureSeconds, 1...3600)
        if let threads { check("threads", threads, 1...1024) }
        for (field, value, range) in [
            ("input_size", inputSize, Self.inputSizeRange), ("classes", classes, Self.classesRange),
        ] {
            guard let value else { continue }
            check(field, value, range)
            if case .zoo = model { continue }
            complaints.append(
                InvalidField(field: field, expected: Self.fileExpectation, received: String(value)))
        }
        for (field, name) in [("engine", engine), ("device", device)] where !Self.isWord(name) {
            complaints.append(
                InvalidField(field: field, expected: "a word of letters, digits, _ . - or :", received: name))
        }
        if seed > UInt64(Int64.max) {
            complaints.append(
                InvalidField(field: "seed", expected: "a whole number from 0 to 2^63-1", received: String(seed)))
        }
        if !complaints.isEmpty { throw InvalidInput(complaints) }
        self.model = model
        self.inputSize = inputSize
        self.classes = classes
        self.batch = batch
        self.precision = precision
        self.engine = engine
        self.device = device
        self.threads = threads
        self.mode = mode
        self.seed = seed
        self.measureSeconds = measureSeconds
    }

    /// The network as it is executed, as `mobilenet_v2` or `mobilenet_v2, input 192, 10 classes`: equal for equal graphs only.
    public var network: String {
        model.description + (inputSize.map { ", input \($0)" } ?? "") + (classes.map { ", \($0) classes" } ?? "")
    }

    private static func isWord(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte)
                    || "_.-:".utf8.contains(byte)
            }
    }
}
