import ArgumentParser
import Client
import Foundation
import Vocabulary
import Wire

/// `submit MODEL`.
struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Submits one measurement of a zoo model or of an ONNX file.",
        discussion: """
            A path that ends in .onnx is sent to the coordinator first, once per content.

            Example: shoestring submit resnet18 --batch 8 --precision bf16 --watch
                     shoestring submit mobilenet_v2_x0_5 --input-size 160 --classes 10
                     shoestring submit ./mine.onnx --threads 2 --tag trained=yes
            """)

    @Argument(
        help:
            "A model's name, as resnet18 or mobilenet_v2_x0_5, the path of an ONNX file, onnx:SHA256 of a stored one, or run:RUN."
    )
    var model: String

    @Option(help: "Images per request, 1 to 4096.")
    var batch = 1

    @Option(help: "Height and width of images in pixels, 1 to 4096; the network's own by default.")
    var inputSize: Int?

    @Option(help: "Number of classes; the network's own by default.")
    var classes: Int?

    @Option(help: "fp32, fp16, bf16 or int8.")
    var precision: Precision = .fp32

    @Option(help: "The engine.")
    var engine = "openvino"

    @Option(help: "The engine's device.")
    var device = "cpu"

    @Option(help: "Threads of the engine; by default what the worker may use.")
    var threads: Int?

    @Option(help: "latency or throughput.")
    var mode: MeasuringMode = .latency

    @Option(help: "Decides inputs and random weights.")
    var seed: UInt64 = 1

    @Option(help: "The longest that the measuring itself may take, in seconds.")
    var measureSeconds = BenchmarkConfiguration.defaultMeasureSeconds

    @OptionGroup var queue: QueueOptions

    @Flag(help: "Wait for the end and show the result.")
    var watch = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let client = try server.client()
            let placeholder = try configuration(model: reference ?? .zoo("file"))
            let checked = try SubmitJobBody(
                json: SubmitJobBody(configuration: placeholder, options: queue.options).json)
            var body = checked
            if reference == nil {
                let file = try await client.upload(file: model, name: URL(filePath: model).lastPathComponent)
                Terminal.note("\(model) is stored as onnx:\(file.sha256)")
                body.configuration = try configuration(model: .onnx(sha256: file.sha256))
                if body.options.name == nil { body.options.name = URL(filePath: model).lastPathComponent }
            }
            let job = try await client.submit(body, key: queue.repeatKey ?? ShoestringClient.newIdempotencyKey())
            Terminal.note("job \(job.id) is \(job.state.rawValue)")
            for warning in job.warnings ?? [] { Terminal.note("warning: \(warning)") }
            if watch {
                try await Watching(client: client, format: output.format).job(job.id)
            } else {
                let text = output.format == .json ? try JSONText.of(job) : try Listings.jobs([job]).text(output.format)
                Terminal.write(text)
            }
        }
    }

    /// `nil` for the path of a file.
    private var reference: ModelReference? {
        model.lowercased().hasSuffix(".onnx") ? nil : ModelReference(model)
    }

    private func configuration(model: ModelReference) throws -> RunConfiguration {
        if reference == nil, !self.model.lowercased().hasSuffix(".onnx") {
            throw InvalidInput(field: "model", expected: ModelReference.expectation, received: self.model)
        }
        return .benchmark(
            try BenchmarkConfiguration(
                model: model, batch: batch, precision: precision, engine: engine, device: device, threads: threads,
                mode: mode, seed: seed, measureSeconds: measureSeconds, inputSize: inputSize, classes: classes))
    }
}
