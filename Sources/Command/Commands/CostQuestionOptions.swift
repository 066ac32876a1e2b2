import ArgumentParser
import Vocabulary

/// Which work, which configurations and which machines; shared by `cost` and `plan`.
struct CostQuestionOptions: ParsableArguments {
    @Option(help: "Networks, separated by commas.")
    var models: String

    @Option(help: "Batch sizes, separated by commas.")
    var batch = "1"

    @Option(help: "Precisions, separated by commas.")
    var precision = "fp32"

    @Option(help: "The work: so many images.")
    var images: Int64?

    @Option(help: "The work: so many epochs of training, with --images-per-epoch.")
    var epochs: Int64?

    @Option(help: "Images of an epoch.")
    var imagesPerEpoch: Int64?

    @Option(help: "The work: so many requests a second, for --hours.")
    var requestsPerSecond: Double?

    @Option(help: "Hours of serving; a month without it.")
    var hours: Double?

    @Option(help: "Own devices, separated by commas; all without it; none with ''.")
    var devices: String?

    @Option(help: "Providers, separated by commas; all without it; none with ''.")
    var providers: String?

    @Option(help: "Regions, separated by commas.")
    var regions: String?

    @Option(help: "Machine types, separated by commas.")
    var types: String?

    @Option(help: "Ways of renting, separated by commas: on_demand, spot, reserved.")
    var purchases: String?

    @Option(help: "Which cost counts: marginal (what the work adds) or full.")
    var basis = CostBasis.marginal

    @Option(help: "Seconds from launching a rented machine to its first useful second.")
    var restartSeconds: Double?

    @Option(
        help:
            "Interruptions of a running hour of every spot machine, 0.0001 to 20; without it what was observed counts.")
    var interruptionsPerHour: Double?

    @Option(help: "The seed of simulations.")
    var seed: UInt64 = 1

    func validate() throws {
        let kinds = [images != nil, epochs != nil, requestsPerSecond != nil].filter { $0 }.count
        guard kinds == 1 else {
            throw ValidationError("say how much work: one of --images, --epochs and --requests-per-second")
        }
        guard (epochs == nil) == (imagesPerEpoch == nil) else {
            throw ValidationError("--epochs and --images-per-epoch go together")
        }
        for text in batch.split(separator: ",") where Int64(text) == nil {
            throw ValidationError("--batch is whole numbers separated by commas, not '\(text)'")
        }
    }

    /// The question as the API takes it, without what is particular to one command.
    var members: [String: JSONValue] {
        var work: [String: JSONValue] = [:]
        work["images"] = images.map { .integer($0) }
        work["epochs"] = epochs.map { .integer($0) }
        work["images_per_epoch"] = imagesPerEpoch.map { .integer($0) }
        work["requests_per_second"] = requestsPerSecond.map { .number($0) }
        work["hours"] = hours.map { .number($0) }
        var members: [String: JSONValue] = [
            "models": Self.texts(models), "precisions": Self.texts(precision), "work": .object(work),
            "batches": .array(batch.split(separator: ",").compactMap { Int64($0) }.map { .integer($0) }),
            "basis": .string(basis.rawValue), "seed": .integer(Int64(clamping: seed)),
        ]
        members["devices"] = devices.map(Self.texts)
        members["providers"] = providers.map(Self.texts)
        members["regions"] = regions.map(Self.texts)
        members["instance_types"] = types.map(Self.texts)
        members["purchases"] = purchases.map(Self.texts)
        var assumptions: [String: JSONValue] = [:]
        assumptions["restart_seconds"] = restartSeconds.map { .number($0) }
        assumptions["interruptions_per_hour"] = interruptionsPerHour.map { .number($0) }
        if !assumptions.isEmpty { members["assumptions"] = .object(assumptions) }
        return members
    }

    private static func texts(_ text: String) -> JSONValue {
        .array(text.split(separator: ",").map { .string(String($0)) })
    }
}
