import ModelGraph
import ModelZoo
import Synchronization
import Vocabulary
import Workflow

/// The zoo as the workflow sees it.
enum Zoo {
    static func catalogue() throws -> ModelCatalogue {
        let built = BuiltNetworks()
        return ModelCatalogue(try ModelZoo.every.map { try $0.facts() }) {
            variant throws(InvalidInput) in try built.network(variant)
        }
    }
}

/// Networks, each built once while there are not too many: a request can name any size.
private final class BuiltNetworks: Sendable {
    private let built = Mutex<[NetworkVariant: KnownNetwork]>([:])
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
}
