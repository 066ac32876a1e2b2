import ArgumentParser
import Foundation
import ModelGraph
import ModelZoo
import Vocabulary

/// `models`: what the zoo has. Needs no coordinator.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Lists the networks of the zoo; shows or exports one.",
        discussion: """
            Nothing here is measured: parameters, multiply-accumulates and bytes follow from the graph, accuracy is as published.

            Example: shoestring models --format json
                     shoestring models export resnet18 --onnx resnet18.onnx --seed 1
            """,
        subcommands: [
            ModelsListCommand.self, ModelsShowCommand.self, ModelsExportCommand.self, ModelsAnalyseCommand.self,
        ],
        defaultSubcommand: ModelsListCommand.self)
}

/// `models list`, which `models` alone means.
struct ModelsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the networks.", discussion: "Example: shoestring models list --format csv"
    )

    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let facts = try ModelZoo.every.map { architecture in try architecture.facts() }
            Terminal.write(try Listings.models(facts).text(output.format, width: Terminal.width))
        }
    }
}

/// `models show NAME`.
struct ModelsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one network, its layers and its totals.",
        discussion: """
            A table has layers and totals, JSON all of it, CSV the layers.

            Example: shoestring models show mobilenet_v2 --batch 8
                     shoestring models show mobilenet_v2_x0_5 --format json
            """)

    @OptionGroup var network: ZooOptions

    @Option(help: "Images for which shapes and bytes are given.")
    var batch = 1

    @OptionGroup var output: FormatOptions

    func validate() throws {
        guard (1...4096).contains(batch) else { throw ValidationError("--batch is a whole number from 1 to 4096") }
    }

    func run() async throws {
        try await reporting {
            let sheet = ModelSheet(
                facts: try network.facts(), analysis: try network.graph().analysis(batch: batch))
            switch output.format {
            case .json: Terminal.write(try JSONText.of(sheet))
            case .csv: Terminal.write(try Listings.layers(sheet.layers).text(.csv))
            case .table:
                let width = Terminal.width
                Terminal.write(try Listings.models([sheet.facts]).text(.table, width: width))
                Terminal.write("\(sheet.facts.paper)\n\(sheet.facts.publishedSource ?? "no published accuracy")\n\n")
                Terminal.write(try Listings.layers(sheet.layers).text(.table, width: width))
                Terminal.write("\nbatch \(batch)\n")
                Terminal.write(try Listings.totals(sheet.totals).text(.table))
            }
        }
    }
}

/// `models export NAME`.
struct ModelsExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes a network as an ONNX file, with seeded or given weights.",
        discussion: """
            The file appears complete or not at all. Weights are those of a .pth, safetensors or ONNX file with torchvision's \
            names, or seeded ones, the same on every machine.

            Example: shoestring models export resnet18 --onnx resnet18.onnx --weights resnet18.safetensors --batch dynamic
            """)

    @OptionGroup var network: ZooOptions

    @Option(help: "The file to write.")
    var onnx: String

    @Option(help: "The seed of random weights; 1 when neither this nor --weights is given.")
    var seed: UInt64?

    @Option(help: "A .pth, safetensors or ONNX file with the weights.")
    var weights: String?

    @Option(help: "Images per request: a number, or dynamic.")
    var batch = "dynamic"

    func validate() throws {
        guard seed == nil || weights == nil else { throw ValidationError("--seed and --weights exclude each other") }
        guard batch == "dynamic" || Int(batch).map({ (1...4096).contains($0) }) == true else {
            throw ValidationError("--batch is dynamic or a whole number from 1 to 4096")
        }
    }

    func run() async throws {
        try await reporting {
            let graph = try network.graph()
            let values =
                if let weights {
                    try Zoo.weights(weights, named: network.name, for: graph)
                } else {
                    Weights.seeded(for: graph, seed: seed ?? 1)
                }
            try ONNXExporter.write(
                graph, weights: values, to: URL(filePath: onnx), batch: Int(batch).map { .fixed($0) } ?? .dynamic)
            Terminal.note("wrote \(onnx): \(network.name), \(weights ?? "seed \(seed ?? 1)"), batch \(batch)")
        }
    }
}
