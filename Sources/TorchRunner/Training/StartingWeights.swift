import Compression
import FoundationEssentials
import ModelGraph
import ModelZoo
import Vocabulary

/// A network with the weights that it starts from.
struct StartingWeights {
    let graph: ModelGraph
    let weights: Weights
    /// The node that gives the classes: the last one with a weight.
    let head: Node

    /// Builds the graph of a zoo model for images and classes, with seeded weights.
    static func seeded(
        _ model: ModelReference, input: [Int], classes: Int, seed: UInt64
    ) throws(AttemptFailure) -> StartingWeights {
        let graph = try graph(of: model, input: input, classes: classes)
        return StartingWeights(graph: graph, weights: .seeded(for: graph, seed: seed), head: try head(of: graph))
    }

    /// The same with the weights of a file; a file for another number of classes or channels is refused.
    static func stored(
        _ model: ModelReference, input: [Int], classes: Int, path: String
    ) throws(AttemptFailure) -> StartingWeights {
        let graph = try graph(of: model, input: input, classes: classes)
        let weights = try building { () throws(ModelGraphError) in
            try Weights.safetensors(at: URL(filePath: path), for: graph)
        }
        return StartingWeights(graph: graph, weights: weights, head: try head(of: graph))
    }

    /// The weights of a file for any number of classes, but the last layer's, which are seeded.
    static func transferred(
        _ model: ModelReference, input: [Int], classes: Int, seed: UInt64, path: String
    ) throws(AttemptFailure) -> StartingWeights {
        let fresh = try seeded(model, input: input, classes: classes, seed: seed)
        let known = try classCount(in: path, fresh.graph, head: fresh.head) ?? classes
        let source = try stored(model, input: input, classes: known, path: path)
        var tensors: [String: Tensor] = [:]
        let replaced = Set(fresh.head.parameters.map(\.name))
        for name in fresh.weights.names {
            tensors[name] = replaced.contains(name) ? fresh.weights[name] : source.weights[name]
        }
        return StartingWeights(graph: fresh.graph, weights: Weights(tensors), head: fresh.head)
    }

    /// The number of classes that a file's last layer has; nil when it is the graph's.
    private static func classCount(
        in path: String, _ graph: ModelGraph, head: Node
    ) throws(AttemptFailure) -> Int? {
        do throws(ModelGraphError) {
            _ = try Weights.safetensors(at: URL(filePath: path), for: graph)
            return nil
        } catch {
            guard case .weightsMismatch(_, _, let conflicts) = error,
                let conflict = conflicts.first(where: { $0.name == "\(head.name).weight" }), !conflict.found.isEmpty
            else { throw AttemptFailure(code: .invalidModel, message: "the weights: \(error)") }
            return conflict.found[0]
        }
    }

    static func graph(
        of model: ModelReference, input: [Int]? = nil, classes: Int? = nil
    ) throws(AttemptFailure) -> ModelGraph {
        guard case .zoo(let name) = model, let architecture = ModelZoo.architecture(named: name) else {
            let names = ModelZoo.every.map(\.name).joined(separator: ", ")
            throw AttemptFailure(
                code: .unsupported, message: "networks of the zoo can be trained, not \(model.description): \(names)")
        }
        return try building { () throws(ModelGraphError) in try architecture.graph(input: input, classes: classes) }
    }

    /// The network with its normalisations folded, which is what learns when it rounds.
    static func folded(_ quantization: StaticQuantization) throws(AttemptFailure) -> StartingWeights {
        StartingWeights(
            graph: quantization.graph, weights: quantization.weights, head: try head(of: quantization.graph))
    }

    /// Seeded weights behind principal components that were found on the images.
    static func reducing(
        _ model: ModelReference, _ images: TrainingImages, _ found: TorchMoments.Components, seed: UInt64
    ) throws(AttemptFailure) -> StartingWeights {
        let graph = try PrincipalComponents.graph(
            model, input: images.shape, classes: images.classes.count, components: found.directions.count)
        let fresh = Weights.seeded(for: graph, seed: seed)
        var tensors: [String: Tensor] = [:]
        for name in fresh.names { tensors[name] = fresh[name] }
        tensors.merge(PrincipalComponents.tensors(found)) { $1 }
        return StartingWeights(graph: graph, weights: Weights(tensors), head: try head(of: graph))
    }

    private static func head(of graph: ModelGraph) throws(AttemptFailure) -> Node {
        let last = graph.nodes.last { node in node.parameters.contains { $0.role == .weight } }
        guard let last else {
            throw AttemptFailure(code: .unsupported, message: "\(graph.name) has no layer with weights")
        }
        return last
    }

    static func building<Value>(
        _ body: () throws(ModelGraphError) -> Value
    ) throws(AttemptFailure) -> Value {
        do throws(ModelGraphError) {
            return try body()
        } catch {
            throw AttemptFailure(code: error.canRetryHelp ? .failed : .unsupported, message: "the network: \(error)")
        }
    }
}

extension StartingWeights {
    /// The channels of the images that a file's first layer sees; nil when the file says nothing about it.
    static func channels(in path: String, _ model: ModelReference) throws(AttemptFailure) -> Int? {
        guard case .zoo(let name) = model, let architecture = ModelZoo.architecture(named: name) else { return nil }
        let graph = try building { () throws(ModelGraphError) in try architecture.graph() }
        let first = graph.nodes.first { node in
            if case .convolution = node.operator { true } else { false }
        }
        guard let first else { return nil }
        do throws(ModelGraphError) {
            _ = try Weights.safetensors(at: URL(filePath: path), for: graph, strict: false)
            return architecture.input[0]
        } catch {
            guard case .weightsMismatch(_, _, let conflicts) = error else {
                throw AttemptFailure(code: .invalidModel, message: "the weights: \(error)")
            }
            let conflict = conflicts.first { $0.name == "\(first.name).weight" }
            guard let found = conflict?.found else { return architecture.input[0] }
            return found.count == 4 ? found[1] : nil
        }
    }
}
