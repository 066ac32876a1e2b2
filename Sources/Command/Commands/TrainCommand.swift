import ArgumentParser
import Client
import Foundation
import Vocabulary
import Wire

/// `train MODEL`.
struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Submits the training of a network of the zoo.",
        discussion: """
            The result is a run with its curves, the trained network as ONNX and its weights as safetensors. What has no option of its own \
            is set by its name in docs/training.md, as --set label_smoothing=0.1.

            Example: shoestring train shoestring_cnn --epochs 4 --learning-rate 0.1 --schedule one_cycle --watch
                     shoestring train resnet18_small --data cifar-10 --epochs 30 --set pad=4 --set flip=true
                     shoestring train resnet18 --weights run:0198c0de… --recipe transfer_frozen --data flowers --set resize=256 --set crop=224
            """)

    @Argument(help: "A model's name, as shoestring_cnn.")
    var model: String

    @Option(help: "A data set's name on the workers, as fashion-mnist.")
    var data = "fashion-mnist"

    @Option(help: "Passes over the training images.")
    var epochs = 1

    @Option(help: "Images of a step, 1 to 4096.")
    var batch = 128

    @Option(help: "fp32, or bf16 for mixed precision.")
    var precision: Precision = .fp32

    @Option(help: "sgd, adam, adamw or rmsprop.")
    var optimizer: String?

    @Option(help: "The learning rate that the schedule moves; by default the optimizer's usual one.")
    var learningRate: Double?

    @Option(help: "constant, step, cosine or one_cycle.")
    var schedule: String?

    @Option(help: "scratch, transfer_frozen, transfer_full, transfer_gradual, distillation or qat.")
    var recipe: String?

    @Option(help: "The SHA-256 of a stored weights file, or run: and the identity of a run that has one.")
    var weights: String?

    @Option(help: "The engine's device, as cpu or cuda:0.")
    var device = "cpu"

    @Option(help: "Threads of the engine; by default what the worker may use.")
    var threads: Int?

    @Option(help: "The most that it may cost, in US dollars, as 0.05: it stops in time with what it has.")
    var maxCost: String?

    @Option(help: "Decides initial weights, order and augmentation.")
    var seed: UInt64 = 1

    @Option(
        help:
            "Any other field of the configuration, as name=value with the value in JSON or as plain text; may be repeated."
    )
    var set: [String] = []

    @OptionGroup var queue: QueueOptions

    @Flag(help: "Wait for the end and show the result.")
    var watch = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        for text in set where !text.contains("=") { throw ValidationError("--set is name=value, not '\(text)'") }
    }

    func run() async throws {
        try await reporting {
            let client = try server.client()
            let body = try SubmitJobBody(
                json: SubmitJobBody(configuration: try configuration, options: queue.options).json)
            let job = try await client.submit(body, key: queue.repeatKey ?? ShoestringClient.newIdempotencyKey())
            Terminal.note("job \(job.id) is \(job.state.rawValue)")
            if watch {
                try await Watching(client: client, format: output.format).job(job.id)
            } else {
                let text = output.format == .json ? try JSONText.of(job) : try Listings.jobs([job]).text(output.format)
                Terminal.write(text)
            }
        }
    }

    /// Read strictly, as the coordinator will.
    private var configuration: RunConfiguration {
        get throws {
            var members: [String: JSONValue] = [
                "kind": "train", "model": .string(model), "data": .string(data), "epochs": .integer(Int64(epochs)),
                "batch": .integer(Int64(batch)), "precision": .string(precision.rawValue), "device": .string(device),
                "seed": .integer(Int64(clamping: seed)),
            ]
            for (name, text) in [
                ("optimizer", optimizer), ("schedule", schedule), ("recipe", recipe), ("weights", weights),
                ("max_cost", maxCost),
            ] {
                members[name] = text.map { .string($0) }
            }
            members["learning_rate"] = learningRate.map { .number($0) }
            members["threads"] = threads.map { .integer(Int64($0)) }
            for text in set {
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                members[parts[0]] = Self.value(parts[1])
            }
            return try RunConfiguration(json: .object(members))
        }
    }

    /// JSON where it is JSON, else text.
    private static func value(_ text: String) -> JSONValue {
        do {
            return try JSONValue(parsing: Data(text.utf8))
        } catch {
            return .string(text)
        }
    }
}
