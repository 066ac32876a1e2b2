import ArgumentParser
import Client
import Foundation
import Vocabulary
import Wire

/// `compress MODEL`.
struct CompressCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compress", abstract: "Submits a job that makes a model smaller and measures it before and after.",
        discussion: """
            Methods: fold_batch_normalization, int8_static, int8_weights, fp16_weights, bf16_weights, prune_magnitude, \
            prune_channels. The made file is an artifact of the run, model.onnx.

            Example: shoestring compress mobilenet_v2 --method int8_static --calibrator entropy --keep-fp32 first_convolution --watch
                     shoestring compress resnet18 --method prune_channels --ratio 0.5
                     shoestring compress run:RUN --method int8_static --data fashion-mnist --evaluation-images 10000 --watch
            """)

    @Argument(
        help: "A model's name, as resnet18, onnx: and the SHA-256 of a stored file, or run: and a training's run.")
    var model: ModelReference

    @Option(help: "What is done to the model.")
    var method: CompressConfiguration.Method

    @Option(help: "The SHA-256 of a stored weights file, or run: and a training's run; without one random weights.")
    var weights: String?

    @Option(help: "Images of calibration and comparison: random, or fashion-mnist, which has labels.")
    var data: String?

    @Option(help: "Images of calibration (int8_static), 1 to 10000.")
    var calibrationImages: Int?

    @Option(help: "Images that answers are compared on, 1 to 100000.")
    var evaluationImages: Int?

    @Option(help: "min_max, percentile or entropy (int8_static).")
    var calibrator: String?

    @Option(help: "What the percentile calibrator keeps, in percent, 50 to 100.")
    var percentile: Double?

    @Option(
        help: "A layer that stays in fp32: a name, first_convolution, depthwise or squeeze_excitation; may be repeated."
    )
    var keepFp32: [String] = []

    @Option(help: "Share of weights that become zero (prune_magnitude), 0 to 0.99.")
    var sparsity: Double?

    @Option(help: "global or layer (prune_magnitude).")
    var scope: String?

    @Option(help: "Share of channels that go (prune_channels), 0.01 to 0.95.")
    var ratio: Double?

    @Option(help: "l1 or geometric_median (prune_channels).")
    var importance: String?

    @Option(help: "Kept channels are a multiple of this (prune_channels), 1 to 64.")
    var channelMultiple: Int?

    @Option(help: "Images of a measured request, 1 to 256.")
    var batch: Int?

    @Option(help: "Number of classes, for weights trained on other data.")
    var classes: Int?

    @Option(
        help:
            "Mean of labelled images' values 0…1 in the network's training: one number, or one a channel, as 0.5,0.5,0.5."
    )
    var mean: CommaList<Double>?

    @Option(help: "Their deviation; with --mean.")
    var deviation: CommaList<Double>?

    @Option(help: "The engine.")
    var engine = "openvino"

    @Option(help: "Threads of the engine; by default what the worker may use.")
    var threads: Int?

    @Option(help: "Decides random weights and images.")
    var seed: UInt64 = 1

    @Option(help: "The longest that the measuring itself may take, in seconds.")
    var measureSeconds: Int?

    @OptionGroup var queue: QueueOptions

    @Flag(help: "Wait for the end and show the result.")
    var watch = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let client = try server.client()
            let body = try SubmitJobBody(
                json: SubmitJobBody(configuration: try RunConfiguration(json: fields), options: queue.options).json)
            let job = try await client.submit(body, key: queue.repeatKey ?? ShoestringClient.newIdempotencyKey())
            Terminal.note("job \(job.id) is \(job.state.rawValue)")
            if watch {
                try await Watching(client: client, format: output.format).job(job.id)
                if output.format == .table {
                    Terminal.write("\n")
                    try await CompressionCommand.show(job.run, client, .table)
                }
            } else {
                let text = output.format == .json ? try JSONText.of(job) : try Listings.jobs([job]).text(output.format)
                Terminal.write(text)
            }
        }
    }

    /// Only what was given: a field that the method does not take is then complained about by its name.
    private var fields: JSONValue {
        var members: [String: JSONValue] = [
            "kind": "compress", "model": .string(model.description), "method": .string(method.rawValue),
            "engine": .string(engine), "seed": .integer(Int64(clamping: seed)),
        ]
        let texts = [
            "weights": weights, "data": data, "calibrator": calibrator, "scope": scope, "importance": importance,
        ]
        for (name, text) in texts { members[name] = text.map { .string($0) } }
        let wholes = [
            "calibration_images": calibrationImages, "evaluation_images": evaluationImages,
            "channel_multiple": channelMultiple, "batch": batch, "classes": classes, "threads": threads,
            "measure_seconds": measureSeconds,
        ]
        for (name, number) in wholes { members[name] = number.map { .integer(Int64($0)) } }
        for (name, number) in ["percentile": percentile, "sparsity": sparsity, "ratio": ratio] {
            members[name] = number.map { .number($0) }
        }
        for (name, list) in ["mean": mean, "deviation": deviation] {
            members[name] = list.map { .array($0.values.map { .number($0) }) }
        }
        if !keepFp32.isEmpty { members["keep_fp32"] = .array(keepFp32.map { .string($0) }) }
        return .object(members)
    }
}
