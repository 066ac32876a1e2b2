import ModelGraph
import ModelZoo
import Synchronization
import Workflow

/// The zoo as the workflow sees it.
enum Zoo {
    static func catalogue() throws -> ModelCatalogue {
        ModelCatalogue(try ModelZoo.every.map { try $0.facts() }, graph: BuiltGraphs().graph)
    }
}

/// Graphs at their default input, each built once.
private final class BuiltGraphs: Sendable {
    private let built = Mutex<[String: ModelGraph]>([:])

    @Sendable func graph(_ name: String) -> ModelGraph? {
        if let graph = built.withLock({ $0[name] }) { return graph }
        guard let architecture = ModelZoo.architecture(named: name) else { return nil }
        do {
            let graph = try architecture.graph()
            built.withLock { $0[name] = graph }
            return graph
        } catch {
            return nil  // the zoo's tests build every one
        }
    }
}
