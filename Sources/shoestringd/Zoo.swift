import ModelGraph
import ModelZoo
import Synchronization
import Vocabulary
import Workflow

/// The zoo as the workflow sees it.
enum Zoo {
    static func catalogue() throws -> ModelCatalogue {
        let built = BuiltNetworks()
        return ModelCatalogue(
            try ModelZoo.every.map { try $0.facts() },
            build: { variant throws(InvalidInput) in try built.network(variant) }, sizedGraph: built.graph)
    }
}

/// Networks, each built once while there are not too many: a request can name any size.
private final class BuiltNetworks: Sendable {
    private struct Sized: Hashable { let name: String, input: [Int] }
    private let built = Mutex<[NetworkVariant: KnownNetwork]>([:])
    private let sized = Mutex<[Sized: ModelGraph]>([:])
    /// The zoo a few times over; a graph takes some 100 kB.
    private static let mostKept = 256

    @Sendable func network(_ variant: NetworkVariant) throws(InvalidInput) -> KnownNetwork? {
        if let network = built.withLock({ $0[variant] }) { return network }
        guard
            let (facts, graph) = try ModelZoo.network(
                variant.name, inputSize: variant.inputSize, classes: variant.classes)
        else { return nil }
        let network = KnownNetwork(facts: facts, graph: graph)
        built.withLock { built in
            if built.count >= Self.mostKept { built.removeAll() }
            built[variant] = network
        }
        return network
    }

    /// The graph of a name for images of a shape `[C, H, W]`, as trainings have them.
    @Sendable func graph(_ name: String, input: [Int]) -> ModelGraph? {
        let key = Sized(name: name, input: input)
        if let graph = sized.withLock({ $0[key] }) { return graph }
        guard let architecture = ModelZoo.architecture(named: name) else { return nil }
        do throws(ModelGraphError) {
            let graph = try architecture.graph(input: input)
            sized.withLock { sized in
                if sized.count >= Self.mostKept { sized.removeAll() }
                sized[key] = graph
            }
            return graph
        } catch {
            return nil  // a size that it cannot take
        }
    }
}
