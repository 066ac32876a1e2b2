import ModelGraph
import Vocabulary

/// Which parameters learn in which epoch.
struct Freezing {
    /// Groups of parameters from the last layer to the first.
    private let groups: [[Parameter]]
    /// What was found before training and never learns.
    private let fixed: [Parameter]
    private let recipe: RecipeOptions

    /// Groups a network by its modules: `layer4` and so on, or `features.7` where everything is one run of layers.
    init(_ graph: ModelGraph, head: Node, recipe: RecipeOptions) {
        var order: [String] = []
        var members: [String: [Parameter]] = [:]
        fixed = graph.nodes.filter { $0.name == PrincipalComponents.name }.flatMap(\.parameters)
        for node in graph.nodes.reversed() where !node.parameters.isEmpty && node.name != PrincipalComponents.name {
            let key = node.name == head.name ? "\u{0}head" : Self.module(of: node.name)
            if members[key] == nil { order.append(key) }
            members[key, default: []] += node.parameters.filter(\.role.isTrainable)
        }
        groups = order.map { members[$0] ?? [] }
        self.recipe = recipe
    }

    /// Parameters with whether they learn in an epoch (from 0).
    func trainable(in epoch: Int) -> [(parameter: Parameter, learns: Bool)] {
        let open =
            switch recipe.recipe {
            case .scratch, .distillation, .transferFull, .quantizationAware: groups.count
            case .transferFrozen: 1
            case .transferGradual: 1 + epoch / recipe.unfreezeEpochs
            }
        return groups.enumerated().flatMap { index, members in members.map { ($0, index < open) } }
            + fixed.map { ($0, false) }
    }

    private static func module(of name: String) -> String {
        let parts = name.split(separator: ".")
        return parts.prefix(parts.first == "features" ? 2 : 1).joined(separator: ".")
    }
}
