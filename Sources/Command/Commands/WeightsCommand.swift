import ArgumentParser
import Foundation
import ModelGraph
import ModelZoo

/// `weights`: trained weights of networks of the zoo. Needs no coordinator.
struct WeightsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weights",
        abstract: "Fetches, shows and converts trained weights.",
        discussion: """
            PyTorch's .pth, safetensors and ONNX files are read; nothing in a .pth file is run.

            Example: shoestring weights pull resnet18
                     shoestring models export resnet18 --weights resnet18-f37072fd.pth --onnx resnet18.onnx
            """,
        subcommands: [WeightsPullCommand.self, WeightsShowCommand.self, WeightsConvertCommand.self])
}

/// `weights pull NAME`.
struct WeightsPullCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetches a network's published weights from their official address.",
        discussion: """
            The file is kept in the user's cache folder and checked against the SHA-256 that its publisher states in its name. A transfer \
            that broke off goes on where it ended. Exit codes: 2 when there is no network, 5 when nobody publishes such weights, 1 when \
            the bytes are others.

            Example: shoestring weights pull mobilenet_v2
            """)

    @Argument(help: "The network's name, as resnet18.")
    var name: String

    @Option(help: "Another address below which the publisher's files lie: a mirror.")
    var mirror: String?

    @Option(help: "The folder to keep the file in, instead of the user's cache folder.")
    var folder: String?

    func run() async throws {
        try await reporting {
            let published = try Self.published(name)
            var download = WeightsDownload(
                url: "\(mirror ?? PublishedWeights.address)/\(published.file)", fileName: published.file,
                checksumPrefix: published.checksumPrefix,
                folder: folder.map { URL(filePath: $0) } ?? WeightsCache.folder)
            Terminal.note("\(published.file): \(published.recipe), from \(download.url)\n\(PublishedWeights.terms)")
            Terminal.note("images as in their training: \(published.preprocessing)")
            if try download.isCached() {
                Terminal.note("it is here already")
            } else {
                let line = TransferLine()
                download.report = { line.show($0, $1) }
                defer { line.end() }
                try await download.run()
                line.end()
                Terminal.note("its SHA-256 begins with \(published.checksumPrefix), as the publisher states")
            }
            Terminal.write(download.file.path + "\n")
        }
    }

    private static func published(_ name: String) throws -> PublishedWeights {
        if let published = PublishedWeights.of(name) { return published }
        _ = try Zoo.architecture(name)
        let reason =
            PublishedWeights.timmOnly.contains(name)
            ? "those of timm lie at Hugging Face under names without a checksum; fetch them yourself and use --weights FILE"
            : "nobody publishes any in PyTorch's format"
        throw CommandFailure("there are no weights to fetch for \(name): \(reason)", .notFound)
    }
}

/// `weights show FILE`.
struct WeightsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Lists the tensors of a file of weights.",
        discussion: "Example: shoestring weights show resnet18-f37072fd.pth --format csv")

    @Argument(help: "A .pth, safetensors or ONNX file.")
    var file: String

    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let weights = try Weights.read(URL(filePath: file))
            let rows = weights.names.compactMap { name in weights[name].map { TensorRow(name, $0) } }
            Terminal.write(try TensorRow.listing(rows).text(output.format, width: Terminal.width))
            if output.format == .table {
                let count = rows.reduce(0) { $0 + $1.elements }
                Terminal.note("\(rows.count) tensors, \(Cell.grouped(count)) elements")
            }
        }
    }
}

/// `weights convert IN OUT`.
struct WeightsConvertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Writes weights as safetensors, checked against a network.",
        discussion: """
            Numbers of 16 and 64 bits become Float32. Missing, unexpected and wrongly shaped tensors are errors and all are listed; heads \
            that only training has (aux1, aux2 and AuxLogits of the Inceptions) are left out by rule.

            Example: shoestring weights convert googlenet-1378be20.pth googlenet.safetensors --model googlenet
            """)

    @Argument(help: "A .pth, safetensors or ONNX file.")
    var input: String

    @Argument(help: "The safetensors file to write.")
    var output: String

    @Option(help: "The network that the weights are for.")
    var model: String

    @Flag(help: "Leave out tensors that the network does not have, instead of refusing them.")
    var lenient = false

    func run() async throws {
        try await reporting {
            let graph = try Zoo.architecture(model).graph()
            let weights = try Zoo.weights(input, named: model, for: graph, strict: !lenient)
            try weights.writeSafetensors(to: URL(filePath: output))
            Terminal.note("wrote \(output): \(weights.count) tensors, \(Cell.grouped(weights.byteCount)) bytes")
        }
    }
}

extension Zoo {
    /// The weights of a file of any known format for a network, without what only its training has.
    static func weights(
        _ path: String, named name: String, for graph: ModelGraph, strict: Bool = true
    ) throws -> Weights {
        try Weights.load(
            from: URL(filePath: path), for: graph, strict: strict,
            dropping: PublishedWeights.of(name)?.trainingOnly ?? [])
    }
}
