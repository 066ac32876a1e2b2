import ArgumentParser
import ModelGraph
import ModelZoo
import Vocabulary

/// A network of the zoo at a size and for a number of classes.
struct ZooOptions: ParsableArguments {
    @Argument(help: "The network's name, as resnet18; mobilenet_v2_x0_5 for another width.")
    var name: String

    @Option(help: "Height and width of images in pixels, as 224 or 299x256; the network's own by default.")
    var size: String?

    @Option(help: "Number of classes; the network's own by default.")
    var classes: Int?

    func validate() throws {
        guard size == nil || sides != nil else { throw ValidationError("--size is pixels, as 224 or 299x256") }
    }

    /// Height and width.
    var sides: [Int]? {
        guard let size else { return nil }
        let parts = size.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        let numbers = parts.compactMap(\.self).filter { $0 > 0 }
        guard numbers.count == parts.count, (1...2).contains(parts.count) else { return nil }
        return [numbers[0], numbers[numbers.count - 1]]
    }

    /// The network's graph.
    /// - Throws: ``CommandFailure`` for an unknown name, ``ModelGraphError`` for a size that the network cannot take.
    func graph() throws -> ModelGraph {
        let architecture = try Zoo.architecture(name)
        return try architecture.graph(input: input(of: architecture), classes: classes)
    }

    /// What is known of the network; throws as ``graph()``.
    func facts() throws -> ModelFacts {
        let architecture = try Zoo.architecture(name)
        return try architecture.facts(input: input(of: architecture), classes: classes)
    }

    private func input(of architecture: Architecture) -> [Int]? { sides.map { [architecture.input[0]] + $0 } }
}

/// The zoo by name.
enum Zoo {
    static func architecture(_ name: String) throws -> Architecture {
        guard let architecture = ModelZoo.architecture(named: name) else {
            let names = ModelZoo.every.map(\.name).joined(separator: ", ")
            throw CommandFailure("no network is called \(name); there are \(names)", .notFound)
        }
        return architecture
    }
}
