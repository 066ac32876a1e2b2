import ModelGraph
import ModelZoo
import Synchronization
import Workflow

/// The zoo as the workflow sees it.
enum Zoo {
    static func catalogue() throws -> ModelCatalogue {
        let built = BuiltGraphs()
        return ModelCatalogue(
            try ModelZoo.every.map { try $0.facts() }, graph: { built.graph($0, input: nil) },
            sizedGraph: { built.graph($0, input: $1) })
    }
}

/// Graphs, each built once.
private final class BuiltGraphs: Sendable {
    private struct Key: Hashable { let name: String, input: [Int]? }
    private let built = Mutex<[Key: ModelGraph]>([:])

    func graph(_ name: String, input: [Int]?) -> ModelGraph? {
        let key = Key(name: name, input: input)
        if let graph = built.withLock({ $0[key] }) { return graph }
        guard let architecture = ModelZoo.architecture(named: name) else { return nil }
        do {
            let graph = try architecture.graph(input: input)
            built.withLock { $0[key] = graph }
            return graph
        } catch {
            return nil  // the zoo's tests build every one at its default; a run says which other sizes were trained
        }
    }
}
